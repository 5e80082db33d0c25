"""A cold start in `serve` that takes a spare environment, against the bare interpreter that calls the same handler."""

import http.client
import json
import os
import statistics
import threading
import time

from measure import Row, ms
from serve_rows.common import environments, invoke_path, port_of, serve, until, wait

BUSY = 0.2


def call(port, **event):
    """Seconds of one call over a connection that is there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    body = json.dumps(dict(event, name="cold"))
    begin = time.perf_counter()
    connection.request("POST", invoke_path("hello"), body)
    answer = connection.getresponse()
    text = answer.read()
    seconds = time.perf_counter() - begin
    connection.close()
    if json.loads(text) != {"hello": "cold"}:
        raise RuntimeError(f"the answer was {text}")
    return seconds


def cold(bench, function):
    """Of a second environment, while the first one is busy and a spare waits."""
    with serve(bench, {"hello": function}, "--spare-limit", "1") as served:
        port, pid = port_of(served.ready["lambda_api"]), served.process.pid
        call(port)
        until(lambda: environments(pid) == 2, 30, 0.01)
        until(lambda: bench.wall(["/bin/true"]) < 0.01, 30, 0.1)  # the spare has begun and waits
        busy = threading.Thread(target=call, args=(port,), kwargs={"seconds": BUSY})
        busy.start()
        wait(BUSY / 4)
        seconds = call(port)
        busy.join()
        return seconds


def rows(bench):
    for family, handler, file in (("python", "paused.handler", "hello.py"), ("nodejs", "paused.handler", "index.js")):
        runtime = bench.runtime(family)
        directory = os.path.join(bench.functions, family)
        function = {"CodeUri": directory, "Runtime": runtime, "Handler": handler}
        bare = [bench.interpreter(runtime)["executable"], os.path.join(directory, file), '{"name": "cold"}']
        taken = [(bench.wall(bare, {}), cold(bench, function)) for _ in range(9 if bench.runs < 20 else 21)]
        floor, mine = (statistics.median(column) for column in zip(*taken))
        yield Row(f"serve: a cold start with a spare environment, {runtime}, against the bare interpreter", mine / floor, 0.3, "x",
                  f"{ms(mine)} against {ms(floor)}")
