"""Peak memory of lambdalocal itself during a hello invocation: the high-water marks of its own processes (not those of the
runtime), read from /proc until they are gone. Pages that its processes share are counted in each: an upper bound."""

import os
import statistics
import subprocess

from measure import Row


def high_water_marks(pid, binary):
    """(pid, kB) of each process of lambdalocal in the tree below pid."""
    for process in [pid, *descendants(pid)]:
        try:
            if os.path.realpath(f"/proc/{process}/exe") != binary:
                continue
            with open(f"/proc/{process}/status", encoding="utf-8") as file:
                for line in file:
                    if line.startswith("VmHWM:"):
                        yield process, int(line.split()[1])
        except OSError:
            pass  # gone meanwhile


def descendants(pid):
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="utf-8") as file:
                for child in file.read().split():
                    yield child
                    yield from descendants(child)
    except OSError:
        pass


def peak(bench, command):
    """kB per process of one run."""
    peaks = {}
    process = subprocess.Popen(command, env=bench.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    while process.poll() is None:
        peaks.update(high_water_marks(str(process.pid), os.path.realpath(bench.binary)))
    return sorted(peaks.values(), reverse=True)


def rows(bench):
    command = bench.invoke("python", "--event", '{"name": "memory"}', handler="hello.handler", runtime=bench.runtime("python"))
    bench.output(command)
    runs = [peak(bench, command) for _ in range(11)]
    total = statistics.median(sum(run) for run in runs)
    largest = statistics.median(run[0] for run in runs)
    yield Row("peak memory of lambdalocal's processes during a hello invoke", total / 1024, 12, "MB",
              f"the largest of {len(runs[-1])}: {largest / 1024:.1f} MB")
