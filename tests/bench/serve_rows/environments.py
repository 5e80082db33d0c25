"""A hundred environments for a hundred calls at once, which take three seconds each, against a hundred bare interpreters that call
a handler that does not."""

import os
import statistics
import time

from measure import Row, ms
from serve_rows.common import environments, invoke_path, load, nodejs_function, port_of, serve

COUNT = 100
PAUSE = 3.0
EVENT = '{"name": "all"}'


def ours(bench):
    with serve(bench, {"hello": nodejs_function(bench, "nodejs", "index.pause", Timeout=30)}) as served:
        told = load(bench, "burst", port_of(served.ready["lambda_api"]), COUNT, 1, "POST", invoke_path("hello"), EVENT)
        if environments(served.process.pid) != COUNT:
            raise RuntimeError(f"there are {environments(served.process.pid)} environments")
        return told["seconds"] - PAUSE


def bare(bench):
    executable = bench.interpreter(bench.runtime("nodejs"))["executable"]
    command = [executable, os.path.join(bench.functions, "nodejs", "index.js"), EVENT]
    null = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
    begin = time.perf_counter()
    processes = [os.posix_spawn(executable, command, {}, file_actions=actions) for _ in range(COUNT)]
    failed = [pid for pid in processes if os.waitpid(pid, 0)[1] != 0]
    seconds = time.perf_counter() - begin
    os.close(null)
    if failed:
        raise RuntimeError(f"{len(failed)} interpreters failed")
    return seconds


def rows(bench):
    taken = [(bare(bench), ours(bench)) for _ in range(3 if bench.runs < 20 else 7)]
    floor, mine = (statistics.median(column) for column in zip(*taken))
    yield Row("serve: 100 environments at once, Node.js, against bare interpreters", mine / floor, 1.2, "x",
              f"{ms(mine)} against {ms(floor)}")
