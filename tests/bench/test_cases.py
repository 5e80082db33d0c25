"""`lambdalocal test`: 200 warm cases of a Python function that takes 10 ms, against the handlers' own time."""

import json
import os

from measure import Row

CASES = 200
SECONDS = 0.01


def rows(bench):
    directory = os.path.join(bench.scratch, "test-cases")
    os.makedirs(directory)
    with open(os.path.join(directory, "app.py"), "w", encoding="utf-8") as file:
        file.write("import time\n\n\ndef handler(event, context):\n"
                   f"    end = time.perf_counter() + {SECONDS}\n    while time.perf_counter() < end:\n        pass\n    return event\n")
    cases = {f"case {number}": {"Event": {"number": number}, "Expect": {"Payload": {"number": number}}} for number in range(CASES)}
    with open(os.path.join(directory, "app.lambda-test.json"), "w", encoding="utf-8") as file:
        json.dump({"Cases": cases}, file)
    command = [bench.binary, "test", directory, "--runtime", bench.runtime("python"), "--quiet"]
    if f"{CASES} passed".encode() not in bench.output(command):
        raise RuntimeError("not all cases passed")
    wall = sorted(bench.wall(command) for _ in range(5))[2]
    own = CASES * SECONDS
    yield Row(f"test: {CASES} warm cases of 10 ms, above 1.5 times the handlers' own time", wall - 1.5 * own, 0.5, "s",
              f"{wall:.2f} s against {own:.2f} s")
