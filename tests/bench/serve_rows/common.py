"""What the rows about `serve` share: serving in a clean environment, the load generator, what /proc tells of a process."""

import contextlib
import json
import os
import socket
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path.insert(1, os.path.join(ROOT, "tests", "support"))
import serving  # noqa: E402


@contextlib.contextmanager
def serve(bench, functions, *arguments, processors=None, log=False):
    """Without its log, unless that is measured too: then it goes to a file; and without spare environments, which spare.py measures."""
    spares = [] if "--spare-limit" in arguments else ["--no-spare"]
    served = serving.Served(bench.binary, functions, [*([] if log else ["--quiet"]), *spares, *arguments])
    served.environment = bench.environment
    with pinned(processors), served:
        yield served


@contextlib.contextmanager
def pinned(processors):
    """What is started inside runs on these processors; all of them when None."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def port_of(url):
    return int(url.rstrip("/").rsplit(":", 1)[1])


def invoke_path(name):
    return f"/2015-03-31/functions/{name}/invocations"


def program(bench, name):
    return os.path.join(bench.build, "tests", "bench", "bench_" + name)


def load(bench, mode, port, clients, requests, method, target, body="", answered=True):
    """Figures of load.cpp; with `answered`, anything but 200 is an error."""
    told = json.loads(bench.output([program(bench, "load"), mode, str(port), str(clients), str(requests), method, target, body]))
    if answered and (told["failed"] or told["refused"]):
        raise RuntimeError(f"{method} {target}: {told['failed']} answers were no 200, {told['refused']} did not come; "
                           f"the first: {told['first_failure']}")
    return told


def python_function(bench, handler="app.echo", **settings):
    return {"CodeUri": os.path.join(bench.functions, "serve"), "Runtime": bench.runtime("python"), "Handler": handler, **settings}


def nodejs_function(bench, directory, handler, **settings):
    return {"CodeUri": os.path.join(bench.functions, directory), "Runtime": bench.runtime("nodejs"), "Handler": handler, **settings}


def status(pid, field):
    """A number of /proc/PID/status: VmRSS in kB, Threads."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        for line in file:
            if line.startswith(field + ":"):
                return int(line.split()[1])
    raise RuntimeError(f"/proc/{pid}/status has no {field}")


def megabytes(pid):
    return status(pid, "VmRSS") / 1024


def processor_seconds(pid):
    """Used by all threads of the process so far."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat", encoding="utf-8") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def environments(pid):
    """How many execution environments a serve has: each has a supervisor, a child of the warden, that has a runtime. A sandbox has one
    of its own."""
    count = 0
    for warden in children(pid):
        for supervisor in children(warden):
            with contextlib.suppress(OSError):
                count += any(name_of(child) != "ll-sandbox" for child in children(supervisor))
    return count


def name_of(process):
    with open(f"/proc/{process}/comm", encoding="utf-8") as file:
        return file.read().strip()


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
        return [int(child) for child in file.read().split()]


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def until(what, seconds, pause=0.0005):
    """Seconds until what() was true, asked every `pause` seconds."""
    begin = time.perf_counter()
    while not what():
        if time.perf_counter() - begin > seconds:
            raise RuntimeError(f"did not happen within {seconds} s")
        wait(pause)
    return time.perf_counter() - begin


def wait(seconds):
    """Idleness is what some rows measure."""
    import select
    select.select([], [], [], seconds)
