"""A warm invocation of a Python echo in one process, against the floor: the least a C++ Runtime API can do with the same
bootstrap (floor.cpp). The bootstrap's command line and environment are those lambdalocal used: the function tells them."""

import json
import os
import statistics

from measure import Row

EVENT = '{"name": "warm", "numbers": [1, 2, 3]}'


def rows(bench):
    runtime, count = bench.runtime("python"), bench.invocations
    probe = bench.interpreter(runtime)
    environment = dict(probe["environment"], _HANDLER="hello.echo")
    program = os.path.join(bench.build, "tests", "bench", "bench_floor")

    def invoke(repeat, *flags):
        return bench.invoke("python", "--event", EVENT, "--repeat", str(repeat), *flags, handler="hello.echo", runtime=runtime)

    def floor():
        return json.loads(bench.output([program, str(count), EVENT, probe["executable"], *probe["arguments"][1:]], environment,
                                       cwd=probe["directory"]).splitlines()[-1])

    def durations():
        lines = bench.output(invoke(count, "--json")).splitlines()
        if len(lines) != count:
            raise RuntimeError(f"--repeat {count} --json gave {len(lines)} records")
        return statistics.median(json.loads(line)["Duration"] for line in lines[1:]) * 1000

    def cycle():
        return (bench.wall(invoke(count)) - bench.wall(invoke(1))) / (count - 1) * 1e6

    duration, floor_duration, whole, floor_cycle = bench.alternate(
        durations, lambda: floor()["duration_us"], cycle, lambda: floor()["cycle_us"], runs=3 if bench.runs < 20 else 7)
    detail = f"{duration:.1f} us against {floor_duration:.1f} us"
    yield Row("warm invoke, Python echo: Duration, against the floor loop", duration / floor_duration, 1.15, "x", detail)
    yield Row("warm invoke, Python echo: Duration", duration, 80, "us")
    # With all that --repeat does besides: log lines made and thrown away, the payload written, the result recorded.
    yield Row("the same, from one invocation's start to the next one's", whole / floor_cycle, None, "x",
              f"{whole:.1f} us against {floor_cycle:.1f} us")
