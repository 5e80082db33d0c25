"""6 MiB of event in and 6 MiB of payload out, against the interpreter parsing and writing the same bytes.

What the size costs is a whole cold invocation with the large event minus one with a small event; the floor is json.loads and
json.dumps of the same text, timed inside the interpreter.
"""

import json
import os

from measure import Row, ms

SIZE = 6 * 1024 * 1024
FLOOR = """import json, sys, time
text = open(sys.argv[1], encoding="utf-8").read()
begin = time.perf_counter()
json.dumps(json.loads(text))
print(time.perf_counter() - begin)
"""


def event_of(size):
    """JSON of exactly `size` bytes that json.dumps writes as it was: records as an API would send them."""
    records, length = [], len('{"records": [], "rest": ""}')
    number = 0
    while True:
        record = {"id": number, "name": f"item {number}", "price": number * 0.25, "tags": ["a", "bb", "ccc"], "stock": number % 2 == 0,
                  "text": "lorem ipsum dolor sit amet " * 4}
        added = len(json.dumps(record)) + 2
        if length + added > size - 64:
            break
        records.append(record)
        length += added
        number += 1
    event = {"records": records, "rest": ""}
    event["rest"] = "x" * (size - len(json.dumps(event)))
    return json.dumps(event)


def rows(bench):
    runtime = bench.runtime("python")
    interpreter = bench.interpreter(runtime)["executable"]
    path = os.path.join(bench.scratch, "event.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(event_of(SIZE))

    def invoke(event):
        return bench.invoke("python", "--event", event, "--timeout", "60", handler="hello.echo", runtime=runtime)

    with open(path, "rb") as file:
        if bench.output(invoke(path)) != file.read() + b"\n":
            raise RuntimeError("the 6 MiB payload is not the event")
    large, small, floor = bench.alternate(
        lambda: bench.wall(invoke(path)), lambda: bench.wall(invoke("{}")),
        lambda: float(bench.output([interpreter, "-c", FLOOR, path], {})), runs=bench.runs // 2)
    yield Row("6 MiB event in, 6 MiB payload out, Python, against json.loads + dumps", (large - small) / floor, 2.5, "x",
              f"{ms(large - small)} (of {ms(large)}) against {ms(floor)}")
