"""Memory, threads and processor time of an idle `serve`."""

import os
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor

from measure import Row
from serve_rows.common import (children, descriptors, environments, invoke_path, megabytes, nodejs_function, port_of,
                               processor_seconds, program, python_function, serve, status, until, wait)
from serve_rows.start import write_functions

IDLE = b"GET /2015-03-31/functions/f0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def memory_row(what, pid, bar, threads):
    own = status(pid, "Threads")
    threads.append(own)
    return Row(f"serve: memory when idle, {what}", megabytes(pid), bar, "MB",
               f"{own} threads; the warden besides: {sum(map(megabytes, children(pid))):.1f} MB")


def idle_connections(served, count):
    port = port_of(served.ready["lambda_api"])
    connections = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(count)]
    for connection in connections:
        connection.sendall(IDLE)
    for connection in connections:
        if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
            raise RuntimeError("an idle connection was not answered first")
    return connections


def parked(bench, count, threads):
    code = os.path.join(bench.scratch, "parked")
    os.makedirs(code)
    shutil.copy(program(bench, "parked"), os.path.join(code, "bootstrap"))
    function = {"CodeUri": code, "Runtime": "provided.al2023", "Handler": "none"}
    with serve(bench, {"parked": function}, "--keep-warm", str(count), "--max-concurrency", str(count)) as served:
        pid = served.process.pid
        until(lambda: descriptors(pid) >= 2 * count, 120, 0.5)  # an environment's listener, and its runtime's connection
        wait(2)
        return memory_row(f"{count:,} parked polls", pid, 30, threads)


def events_row(bench, count=40, size=5_000_000):
    """Of environments that are idle again, each after one large event."""
    event = b'"%s"' % (b"x" * size)
    with serve(bench, {"hold": python_function(bench, "app.hold", Timeout=100)}, "--keep-warm", str(count)) as served:
        pid = served.process.pid

        def invoke(body):
            import serving
            told = serving.send(served.ready["lambda_api"], "POST", invoke_path("hold"), body=body)
            if told.status != 200 or int(told.body) != len(body) - 2:
                raise RuntimeError(f"{told.status} {told.body}")
        until(lambda: environments(pid) == count, 120, 0.1)
        with ThreadPoolExecutor(count) as callers:
            list(callers.map(invoke, [b'"x"'] * count))
            before = megabytes(pid)
            list(callers.map(invoke, [event] * count))
        wait(0.5)
        if environments(pid) != count:
            raise RuntimeError(f"there are {environments(pid)} environments")
        return Row(f"serve: memory grown by an event of 5 MB in each of {count} environments, once they are idle",
                   megabytes(pid) - before, 40, "MB", f"{before:.1f} MB before, {megabytes(pid):.1f} MB after; "
                   f"{status(pid, 'VmHWM') / 1024:.0f} MB in between")


def processor_share(pid, seconds):
    before = processor_seconds(pid)
    wait(seconds)
    return (processor_seconds(pid) - before) / seconds * 100


def rows(bench):
    threads, seconds = [], 4 if bench.runs < 20 else 15
    for count, bar in ((1, 12), (1000, 30)):
        directory = os.path.join(bench.scratch, f"memory-{count}")
        functions = write_functions(bench, directory, count)
        with serve(bench, functions) as served:
            wait(0.5)
            yield memory_row(f"{count:,} function{'s' if count > 1 else ''}", served.process.pid, bar, threads)
            if count == 1:
                connections = idle_connections(served, 1000)
                yield memory_row("1,000 idle connections", served.process.pid, 30, threads)
                for connection in connections:
                    connection.close()
            else:
                yield Row("serve: processor time while idle, 1,000 functions", processor_share(served.process.pid, seconds), 0.1, "%",
                          f"over {seconds} s")
    yield parked(bench, 1000, threads)
    yield events_row(bench)
    yield Row("serve: threads, the most of these against the fewest", max(threads) - min(threads), 0, "", f"{threads}")
    yield idle_row(bench, seconds)


def idle_row(bench, seconds):
    """After some work: with warm environments, an open connection, and a tree as large as node_modules is."""
    code = os.path.join(bench.scratch, "large")
    shutil.copytree(os.path.join(bench.functions, "serve"), code)
    for package in range(500):
        directory = os.path.join(code, "node_modules", f"package{package}", "lib")
        os.makedirs(directory)
        for number in range(20):
            with open(os.path.join(directory, f"{number}.js"), "w", encoding="utf-8") as file:
                file.write("module.exports = 1;\n")
    functions = {"f0": dict(python_function(bench), CodeUri=code), "node": nodejs_function(bench, "nodejs", "index.echo")}
    with serve(bench, functions) as served:
        import serving
        for name in functions:
            told = serving.send(served.ready["lambda_api"], "POST", f"/2015-03-31/functions/{name}/invocations", body=b"{}")
            if told.status != 200:
                raise RuntimeError(f"{name}: {told.status} {told.body}")
        idle_connections(served, 10)
        wait(1)
        return Row("serve: processor time while idle, two warm functions, 10,000 files", processor_share(served.process.pid, seconds),
                   0.1, "%", f"over {seconds} s")
