"""Warm invocations of a Python echo over keep-alive connections against serve_floor.cpp with the same bootstrap, in turn, on the
same processors, with the log (to a file) and without; an HTTP API's route against Invoke."""

import json
import os
import statistics
import subprocess

import serving
from measure import Row
from serve_rows.common import invoke_path, load, pinned, port_of, processor_seconds, program, python_function, serve

EVENT = '{"name": "warm", "numbers": [1, 2, 3]}'


class Floor:
    """serve_floor.cpp, with the bootstrap's command line and environment as lambdalocal has them: the function tells."""

    def __init__(self, bench, environments, processors):
        runtime = bench.runtime("python")
        probe = bench.interpreter(runtime)
        environment = dict(probe["environment"], _HANDLER="app.echo", LAMBDA_TASK_ROOT=os.path.join(bench.functions, "serve"))
        command = [program(bench, "serve_floor"), str(environments), probe["executable"], *probe["arguments"][1:]]
        with pinned(processors):
            self.process = subprocess.Popen(command, cwd=environment["LAMBDA_TASK_ROOT"], env=environment, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.port = int(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def check_same_answer(ours, floor):
    for port in (ours, floor):
        told = serving.send(f"http://127.0.0.1:{port}", "POST", invoke_path("echo"), body=EVENT.encode())
        if told.status != 200 or json.loads(told.body) != json.loads(EVENT):
            raise RuntimeError(f"port {port} answers {told.status} {told.body}")


def rounds(bench, clients, processors, log):
    """Figures of each round, ours and the floor's; ours have the processor time of a call, too."""
    requests = bench.invocations * 2
    functions = {"echo": python_function(bench)}
    floor = Floor(bench, clients, processors)
    try:
        with serve(bench, functions, "--keep-warm", str(clients), processors=processors, log=log) as served:
            ours = port_of(served.ready["lambda_api"])
            check_same_answer(ours, floor.port)
            taken = {ours: [], floor.port: []}
            with pinned(processors):
                for turn in range((3 if bench.runs < 20 else 7) + 1):
                    for port in taken:
                        before = processor_seconds(served.process.pid)
                        told = load(bench, "loop", port, clients, requests, "POST", invoke_path("echo"), EVENT)
                        told["processor_us"] = (processor_seconds(served.process.pid) - before) / requests * 1e6
                        if turn:  # the first round warms everyone
                            taken[port].append(told)
            return taken[ours], taken[floor.port]
    finally:
        floor.close()


def median(figures, name):
    return statistics.median(figure[name] for figure in figures)


def processor_sets():
    mine = sorted(os.sched_getaffinity(0))
    return [("one processor", {mine[0]})] + ([("two processors", set(mine[:2]))] if len(mine) > 1 else [])


def throughput_row(what, ours, floor, bar):
    mine, least = median(ours, "per_second"), median(floor, "per_second")
    return Row(f"serve: throughput, Python echo, {what}: of the floor's", mine / least, bar, "x",
               f"{mine:,.0f} against {least:,.0f} per second; 99th percentile {median(ours, 'p99_us') / 1000:.2f} ms against "
               f"{median(floor, 'p99_us') / 1000:.2f} ms; its processor time {median(ours, 'processor_us'):.1f} us a call", at_least=True)


def rows(bench):
    for where, processors in processor_sets():
        ours, floor = rounds(bench, 1, processors, log=False)
        mine, least, tail = (median(*of) for of in ((ours, "median_us"), (floor, "median_us"), (ours, "p99_us")))
        yield Row(f"serve: warm Invoke, Python echo, 1 client, {where}: median, against the floor", mine / least, 1.15, "x",
                  f"{mine:.1f} us against {least:.1f} us")
        yield Row("serve: the same, 99th percentile against its median", tail / mine, 3, "x",
                  f"{tail:.1f} us; the floor's {median(floor, 'p99_us'):.1f} us")
        yield Row("serve: the same, processor time of a call", median(ours, "processor_us"), 30 if len(processors) == 1 else 50, "us")
        yield throughput_row(f"1 client, {where}", ours, floor, 0.8)
    for clients in (8, 32):
        for where, processors in processor_sets():
            for log in (True, False):
                ours, floor = rounds(bench, clients, processors, log)
                yield throughput_row(f"{clients} clients, {where}, {'with' if log else 'without'} its log", ours, floor, 0.9)
    yield from route_rows(bench)


def route_rows(bench):
    """The function is asked the same in both ways: the event that the route makes is the payload of Invoke."""
    processors = processor_sets()[0][1]
    functions = {"echo": python_function(bench), "respond": python_function(bench, "app.respond")}
    with serve(bench, functions, "--route", "POST /echo=echo", "--route", "POST /respond=respond", processors=processors) as served:
        api, http = served.ready["lambda_api"], served.ready["http"]
        told = serving.send(http, "POST", "/echo", [("Content-Type", "application/json")], EVENT.encode())
        event = json.dumps(json.loads(told.body), separators=(",", ":"))
        ways = {"route": (port_of(http), "/respond", EVENT), "invoke": (port_of(api), invoke_path("respond"), event),
                "small": (port_of(api), invoke_path("respond"), EVENT)}
        taken = {way: [] for way in ways}
        with pinned(processors):
            for turn in range((3 if bench.runs < 20 else 7) + 1):
                for way, (port, path, body) in ways.items():
                    told = load(bench, "loop", port, 1, bench.invocations, "POST", path, body)
                    if turn:
                        taken[way].append(told["median_us"])
    route, invoke, small = (statistics.median(taken[way]) for way in ("route", "invoke", "small"))
    yield Row("serve: an HTTP API's route instead of Invoke with the same event, added", route - invoke, 25, "us",
              f"{route:.1f} us against {invoke:.1f} us; Invoke with the body alone as event {small:.1f} us")
