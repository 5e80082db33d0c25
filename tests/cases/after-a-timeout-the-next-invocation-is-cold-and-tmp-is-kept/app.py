import os
import signal

NEW = []


def handler(event, context):
    marker = "/tmp/" + os.path.basename(event) + "-marker"
    if not os.path.exists(marker):
        open(marker, "w").close()
        NEW.append(1)
        signal.pause()
    os.remove(marker)
    return NEW
