"""Memory, threads and processor time of an idle `serve`."""

import os
import shutil
import socket

from measure import Row
from serve_rows.common import (children, descriptors, megabytes, nodejs_function, port_of, processor_seconds, program, python_function, serve, status, until,
                               wait)
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
