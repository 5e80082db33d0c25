"""What a subscriber of all telemetry costs a warm invocation of a Python echo: from one invocation's start to the next one's, with the
subscriber's extension in a layer and without it, in turn."""

import os

from measure import Row

EVENT = '{"name": "warm", "numbers": [1, 2, 3]}'
LAYER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "layers", "telemetry")


def rows(bench):
    runtime, count = bench.runtime("python"), bench.invocations

    def cycle(*flags):
        def wall(repeat):
            return bench.wall(bench.invoke("python", "--event", EVENT, "--repeat", str(repeat), *flags, handler="hello.echo",
                                           runtime=runtime))

        return (wall(count) - wall(1)) / (count - 1) * 1e6

    without, subscribed = bench.alternate(cycle, lambda: cycle("--layer", LAYER), runs=3 if bench.runs < 20 else 7)
    yield Row("warm invoke, Python echo: a subscriber of telemetry, over none", subscribed - without, 60, "us",
              f"{subscribed:.1f} us against {without:.1f} us")
