"""Log lines that do not arrive: a Node.js function writes 2,000 at once and returns; each must be on stderr."""

import re
import subprocess

from measure import Row

LINES = 2000


def arrived(command, environment):
    """How many of the lines stand in the log, each once and in its order."""
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
    numbers = [int(number) for number in re.findall(rb"line (\d+) of", done.stderr)]
    if numbers != sorted(set(numbers)):
        raise RuntimeError("lines came twice, or in another order than they were written")
    return len(numbers)


def rows(bench):
    runtime, runs = bench.runtime("nodejs"), 20
    for way in ("console", "stdout"):
        command = [argument for argument in bench.invoke("nodejs", "--event", f'{{"lines": {LINES}, "way": "{way}"}}', handler="lines.handler",
                                                         runtime=runtime) if argument != "--quiet"]
        counts = [arrived(command, bench.environment) for _ in range(runs)]
        yield Row(f"2,000 log lines at once from Node.js, {way}: lines lost in {runs} runs", LINES * runs - sum(counts), 0, "",
                  f"{sum(counts):,} of {LINES * runs:,} arrived; the least of a run {min(counts):,}")
