"""From exec to the first answer, of one function and of a thousand; a thousand connections at once."""

import json
import os
import signal
import socket
import statistics
import subprocess

from measure import Row, ms
from serve_rows.common import free_port, load, port_of, python_function, serve, until

REQUEST = b"GET /2015-03-31/functions/%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n"


def write_functions(bench, directory, count):
    """lambdalocal.json of `count` functions, each with a directory of its own."""
    functions = {}
    for number in range(count):
        code = os.path.join(directory, "code", f"f{number}")
        os.makedirs(code)
        with open(os.path.join(code, "app.py"), "w", encoding="utf-8") as file:
            file.write("def echo(event, context):\n    return event\n")
        functions[f"f{number}"] = python_function(bench, CodeUri=code)
    with open(os.path.join(directory, "lambdalocal.json"), "w", encoding="utf-8") as file:
        json.dump({"Functions": functions}, file)
    return functions


def answered(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(REQUEST % (b"f0", port))
            return connection.recv(100).startswith(b"HTTP/1.1 200")
    except ConnectionError:
        return False


def ready(bench, directory):
    port = free_port()
    command = [bench.binary, "serve", "--port", str(port), "--http-port", "0", "--quiet"]
    begun = subprocess.Popen  # what Popen itself takes counts as ours
    process = None

    def first_answer():
        nonlocal process
        if process is None:
            process = begun(command, cwd=directory, env=bench.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL)
        return answered(port)

    try:
        return until(first_answer, 30, 0.0002)
    finally:
        process.send_signal(signal.SIGTERM)
        if process.wait() != 0:
            raise RuntimeError(f"serve ended with {process.returncode}")


def rows(bench):
    runs = 5 if bench.runs < 20 else 15
    for count, bar in ((1, 10), (1000, 60)):
        directory = os.path.join(bench.scratch, f"serve-{count}")
        functions = write_functions(bench, directory, count)
        times = [ready(bench, directory) for _ in range(runs + 1)][1:]
        yield Row(f"serve: ready after start, {count} function{'s' if count > 1 else ''}", statistics.median(times) * 1000, bar, "ms",
                  f"from exec to the first answer; {ms(min(times))} to {ms(max(times))}")
    with serve(bench, {"f0": functions["f0"]}) as served:
        port = port_of(served.ready["lambda_api"])
        bursts = [load(bench, "burst", port, 1000, 1, "GET", "/2015-03-31/functions/f0", answered=False) for _ in range(runs)]
    unanswered = sum(burst["failed"] + burst["refused"] for burst in bursts)
    yield Row("serve: 1,000 simultaneous connects, until each is answered", statistics.median(b["seconds"] for b in bursts) * 1000,
              200, "ms", f"slowest of {runs} bursts {ms(max(b['seconds'] for b in bursts))}")
    yield Row("serve: of those, refused or not answered with 200", unanswered, 0, "", f"of {1000 * runs}")
