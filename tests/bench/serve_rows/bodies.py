"""Bodies of 4 MB through the HTTP API: out against the same answer through the Lambda API, in against serverless-offline."""

import contextlib
import http.client
import json
import os
import shutil
import subprocess
import time

from measure import Missing, Row, ms
from serve_rows.common import free_port, invoke_path, nodejs_function, port_of, processor_seconds, python_function, serve, until

SIZE = 4 * 1024 * 1024
PEER = ["osls@4", "serverless-offline@14"]


def exchange(connection, method, path, body=None, headers=None):
    """Seconds from the first byte of the request to the last of the answer, and the answer."""
    begin = time.perf_counter()
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    answer = response.read()
    seconds = time.perf_counter() - begin
    if response.status != 200:
        raise RuntimeError(f"{method} {path}: {response.status} {answer[:200]!r}")
    return seconds, answer


def binary_out(bench):
    with serve(bench, {"binary": python_function(bench, "app.binary", Timeout=30)}) as served:
        pid = served.process.pid
        through_http = http.client.HTTPConnection("127.0.0.1", port_of(served.ready["http"]), timeout=60)
        through_lambda = http.client.HTTPConnection("127.0.0.1", port_of(served.ready["lambda_api"]), timeout=60)
        _, answer = exchange(through_http, "GET", "/")
        if answer != bytes(range(256)) * (SIZE // 256):
            raise RuntimeError("the 4 MB answer is not what the function returned")

        def processor_time(connection, method, path):
            before = processor_seconds(pid)
            exchange(connection, method, path)
            return processor_seconds(pid) - before

        ours, invoke = bench.alternate(lambda: processor_time(through_http, "GET", "/"),
                                       lambda: processor_time(through_lambda, "POST", invoke_path("binary")), runs=bench.runs)
        yield Row("serve: 4 MB binary answer, HTTP API against Invoke, processor time", ours / invoke, 2, "x",
                  f"{ms(ours)} against {ms(invoke)}")


@contextlib.contextmanager
def serverless_offline(bench):
    """The port of serverless-offline with the same function; it is installed once per build directory."""
    home = os.path.join(bench.build, "peers", "serverless-offline")
    os.makedirs(home, exist_ok=True)
    if not os.path.exists(os.path.join(home, "node_modules", "serverless-offline")):
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", home, *PEER], check=True, cwd=home,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    port, other, third = free_port(), free_port(), free_port()
    shutil.copy(os.path.join(bench.functions, "serve", "length.js"), home)
    project = {"service": "peer", "provider": {"name": "aws", "runtime": "nodejs20.x"}, "plugins": ["serverless-offline"],
               "custom": {"serverless-offline": {"httpPort": port, "lambdaPort": other, "websocketPort": third, "host": "127.0.0.1"}},
               "functions": {"length": {"handler": "length.handler", "timeout": 30, "events": [{"httpApi": "POST /"}]}}}
    with open(os.path.join(home, "serverless.json"), "w", encoding="utf-8") as file:
        json.dump(project, file)
    command = [os.path.join(home, "node_modules", ".bin", "serverless"), "offline", "start"]
    process = subprocess.Popen(command, cwd=home, env=bench.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port) or process.poll() is not None, 60, 0.05)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def listens(port):
    import socket
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def body_in(bench):
    text = json.dumps([{"id": n, "text": "lorem ipsum \"dolor\" sit amet " * 3} for n in range(SIZE // 128)])[:SIZE - 2] + '"]'
    bodies = [("binary", "application/octet-stream", bytes(range(256)) * (SIZE // 256)), ("JSON", "application/json", text.encode())]
    with contextlib.ExitStack() as stack:
        try:
            peer = stack.enter_context(serverless_offline(bench))
        except (OSError, RuntimeError, subprocess.SubprocessError) as problem:
            yield Missing("serve: 4 MB body in, against serverless-offline", str(problem))
            return
        served = stack.enter_context(serve(bench, {"length": nodejs_function(bench, "serve", "length.handler", Timeout=30)}))
        ports = [port_of(served.ready["http"]), peer]
        connections = [http.client.HTTPConnection("127.0.0.1", port, timeout=60) for port in ports]
        for kind, content_type, body in bodies:
            def seconds(connection):
                taken, answer = exchange(connection, "POST", "/", body, {"Content-Type": content_type})
                if answer != str(len(body)).encode():
                    raise RuntimeError(f"of {len(body)} bytes {answer[:40]!r} arrived")
                return taken
            ours, theirs = bench.alternate(*(lambda c=c: seconds(c) for c in connections), runs=bench.runs)
            yield Row(f"serve: 4 MB {kind} body in, to the answer, against serverless-offline", ours / theirs, 0.8, "x",
                      f"{ms(ours)} against {ms(theirs)}, Node.js")


def rows(bench):
    yield from binary_out(bench)
    yield from body_in(bench)
