"""From the moment a streaming function writes first to the first byte at the client. Both read the monotonic clock."""

import re
import socket
import statistics
import time

from measure import Row
from serve_rows.common import invoke_path, nodejs_function, port_of, serve


TIME = re.compile(rb"(\d{10,})\n")  # what the function writes first: its monotonic clock


def first_byte(port, request):
    """Seconds from the time the function tells to the arrival of the piece that tells it."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        connection.sendall(request)
        received = b""
        while True:
            piece = connection.recv(65536)
            now = time.monotonic_ns()
            received += piece
            if not piece:
                raise RuntimeError(f"the stream ended: {received!r}")
            if told := TIME.search(received):
                if b"end" in received[told.end():]:
                    raise RuntimeError("the first write came with the last one")
                return (now - int(told[1])) / 1e9


def rows(bench):
    runs = 30 if bench.runs < 20 else 100
    with serve(bench, {"stream": nodejs_function(bench, "serve", "stream.handler")}, "--url", "stream:stream") as served:
        ways = [("Function URL", served.ready["function_urls"]["stream"], "GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"),
                ("InvokeWithResponseStream", served.ready["lambda_api"],
                 f"POST {invoke_path('stream').replace('2015-03-31', '2021-11-15').replace('/invocations', '')}"
                 "/response-streaming-invocations HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 2\r\n\r\n{}")]
        for name, url, request in ways:
            port = port_of(url)
            times = []
            for _ in range(runs):
                times.append(first_byte(port, (request % port).encode()))
            times = times[len(times) // 10:]
            yield Row(f"serve: first byte after the function's first write, {name}", statistics.median(times) * 1000, 1, "ms",
                      f"Node.js; at most {max(times) * 1000:.2f} ms of {len(times)}")
