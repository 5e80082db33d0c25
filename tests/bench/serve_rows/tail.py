"""32 callers at once: the slowest of their calls against the usual one, and how many environments they brought about; from nothing,
where the first calls wait for environments to start, and warm."""

import statistics

from measure import Row, ms
from serve_rows.common import environments, invoke_path, load, nodejs_function, port_of, python_function, serve
from serve_rows.warm import EVENT

CLIENTS = 32


def rounds(bench, function):
    """Of several servers: their first round, the later ones, and the environments there were at the end."""
    cold, warm, counts = [], [], []
    for _ in range(3 if bench.runs < 20 else 5):
        with serve(bench, {"echo": function}, log=True) as served:
            for turn in range(4):
                told = load(bench, "loop", port_of(served.ready["lambda_api"]), CLIENTS, max(10000, bench.invocations * 2), "POST", invoke_path("echo"),
                            EVENT)
                (warm if turn else cold).append(told)
            counts.append(environments(served.process.pid))
    return cold, warm, counts


def rows(bench):
    for name, function in (("Python", python_function(bench)), ("Node.js", nodejs_function(bench, "nodejs", "index.echo"))):
        cold, warm, counts = rounds(bench, function)
        for what, figures in (("warm", warm), ("from nothing", cold)):
            tail = statistics.median(told["p99_us"] / told["median_us"] for told in figures)
            yield Row(f"serve: {CLIENTS} clients, {name} echo, {what}: 99th percentile against the median", tail, 5, "x",
                      f"p50 {ms(statistics.median(told['median_us'] for told in figures) / 1e6)}, slowest of each round "
                      f"{', '.join(ms(told['slowest_us'] / 1e6) for told in figures)}")
        yield Row("serve: the same, environments there were at the end", max(counts), CLIENTS, "", f"{counts}")
    yield keep_warm_row(bench)


def keep_warm_row(bench):
    """A caller that comes while the one environment starts waits for it."""
    with serve(bench, {"echo": python_function(bench)}, "--keep-warm", "1") as served:
        load(bench, "loop", port_of(served.ready["lambda_api"]), 1, 10, "POST", invoke_path("echo"), EVENT)
        return Row("serve: environments after one client's calls, with --keep-warm 1", environments(served.process.pid), 1, "")
