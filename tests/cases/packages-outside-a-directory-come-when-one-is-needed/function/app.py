import sys
import threading

import inside
import shared.inside

BEFORE = [entry for entry in sys.path if entry.endswith("site-packages")]


def number_of(module, numbers):
    numbers[module] = __import__(module).NUMBER


def handler(event, context):
    if event == "metadata":
        import importlib.metadata
        return importlib.metadata.version("distribution")
    if event == "namespace":
        import shared.outside
        return [BEFORE, shared.inside.VALUE, shared.outside.VALUE]
    numbers = {"inside": inside.NUMBER}
    threads = [threading.Thread(target=number_of, args=(module, numbers)) for module in ("one", "two", "three")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        import nowhere
    except ModuleNotFoundError as error:
        return [numbers[name] for name in ("inside", "one", "two", "three")] + [str(error)]
