"""At the limits of connections and descriptors: what a client is answered there, and how soon."""

import contextlib
import os
import resource
import socket
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import serving
from measure import Row, ms
from serve_rows.common import invoke_path, port_of, python_function, serve
from serve_rows.memory import IDLE

MOST = 4096  # connections of a front end
NEW = 500
FEW = 50  # descriptors
CALLERS = 40


def rows(bench):
    yield accept_row(bench)
    yield from few_descriptors_rows(bench)


def connect(port, opened):
    """Seconds until a new connection has its first answer; it stays open."""
    begin = time.perf_counter()
    connection = opened.enter_context(socket.create_connection(("127.0.0.1", port), 30))
    connection.sendall(IDLE)
    if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
        raise RuntimeError("a new connection was not answered")
    return time.perf_counter() - begin


def accept_row(bench):
    """Beyond them the connection that has been idle the longest makes room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        with serve(bench, {"f0": python_function(bench)}) as served, contextlib.ExitStack() as opened:
            port = port_of(served.ready["lambda_api"])
            taken = [connect(port, opened) for _ in range(MOST + NEW)]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    first, last = statistics.median(taken[:NEW]), statistics.median(taken[-NEW:])
    return Row(f"serve: a connection beyond {MOST:,}, to its first answer, against one of the first {NEW}", last / first, 2, "x",
               f"{ms(last)} against {ms(first)}; slowest {ms(max(taken[-NEW:]))}")


def few_descriptors_rows(bench):
    """Two functions in turn, each by more callers than there are descriptors for: the idle environments of one make room for the
    other's."""
    names = "one", "two"
    limited = os.path.join(bench.scratch, "limited")
    with open(limited, "w", encoding="utf-8") as file:
        file.write(f'#!/bin/sh\nulimit -n {FEW} && exec {bench.binary} "$@"\n')
    os.chmod(limited, 0o755)
    few = SimpleNamespace(binary=limited, environment=bench.environment)
    with serve(few, {name: python_function(bench) for name in names}) as served:
        url = served.ready["lambda_api"]

        def call(name):
            begin = time.perf_counter()
            told = serving.send(url, "POST", invoke_path(name), body=b"1")
            return told.status == 200 and told.body == b"1", time.perf_counter() - begin
        with ThreadPoolExecutor(CALLERS) as callers:
            answers = [answer for name in names * 3 for answer in callers.map(call, [name] * CALLERS)]
    wrong = sum(not right for right, _ in answers)
    yield Row(f"serve: {CALLERS} callers of two functions in turn, {FEW} descriptors: answers that are wrong", wrong, 0, "",
              f"of {len(answers)}")
    yield Row("serve: the same, the slowest answer", max(seconds for _, seconds in answers), 5, "s",
              f"median {ms(statistics.median(seconds for _, seconds in answers))}")
