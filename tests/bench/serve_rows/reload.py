"""From the save of a handler file to the first answer of the new code, less what the interpreter takes to start; whether a request
right after the save gets the new code; and what a thousand reloads leave behind."""

import http.client
import os
import time

from measure import Row, ms
from serve_rows.common import descriptors, invoke_path, megabytes, port_of, python_function, serve, wait

CODE = "VERSION = %d\n\n\ndef handler(event, context):\n    return VERSION\n"


class Function:
    def __init__(self, directory):
        os.makedirs(directory)
        self.directory, self.path, self.version = directory, os.path.join(directory, "app.py"), 0

    def save(self, aside):
        """In place, or as editors do that write a new file and rename it over the old one."""
        self.version += 1
        target = self.path + "~new" if aside else self.path
        with open(target, "w", encoding="utf-8") as file:
            file.write(CODE % self.version)
        if aside:
            os.rename(target, self.path)


def edited(function, connection, aside=True):
    function.save(aside)
    begin = time.perf_counter()
    while True:
        connection.request("POST", invoke_path("edited"), b"{}")
        response = connection.getresponse()
        body = response.read()
        if response.status != 200 or not body.isdigit():
            raise RuntimeError(f"{response.status} {body!r} while reloading")
        if int(body) == function.version:
            return time.perf_counter() - begin
        if time.perf_counter() - begin > 10:
            raise RuntimeError(f"version {function.version} did not come within 10 s")
        wait(0.001)


def at_once(function, connection, aside):
    """Whether the request that follows the save is answered by the new code."""
    function.save(aside)
    connection.request("POST", invoke_path("edited"), b"{}")
    return connection.getresponse().read() == b"%d" % function.version


def rows(bench):
    function = Function(os.path.join(bench.scratch, "edited"))
    function.save(False)
    runtime = bench.runtime("python")
    interpreter = bench.interpreter(runtime)["executable"]
    direct = [interpreter, os.path.join(bench.functions, "python", "hello.py"), '{"name": "edit"}']
    settings = dict(python_function(bench, "app.handler"), CodeUri=function.directory)
    many = 100 if bench.runs < 20 else 1000
    with serve(bench, {"edited": settings}) as served:
        connection = http.client.HTTPConnection("127.0.0.1", port_of(served.ready["lambda_api"]), timeout=15)
        for way, aside in (("rename over", True), ("write in place", False)):
            saved, start = bench.alternate(lambda: edited(function, connection, aside), lambda: bench.wall(direct, {}),
                                           runs=11 if bench.runs < 20 else 31)
            yield Row(f"serve: edit to the first answer of the new code ({way}), less the start", (saved - start) * 1000, 60, "ms",
                      f"{ms(saved)}, of which the interpreter's start {ms(start)}")
        edits = 200
        new = sum(at_once(function, connection, number % 2 == 0) for number in range(edits))
        yield Row(f"serve: {edits} edits, each with a request at once: old answers", edits - new, 0, "", f"{new} new answers")
        pid = served.process.pid
        memory, opened, taken = [], [], []
        for number in range(many):
            taken.append(edited(function, connection, number % 2 == 0))
            if number % (many // 10) == 0:
                memory.append(megabytes(pid))
                opened.append(descriptors(pid))
        wait(1)
        # Old environments may still be ending while the next is in use, so descriptors are read when all is quiet.
        yield Row(f"serve: memory grown by {many} reloads", megabytes(pid) - memory[1], 1, "MB",
                  f"{memory[1]:.1f} MB after {many // 10}, {megabytes(pid):.1f} MB at the end; slowest {ms(max(taken))}")
        yield Row(f"serve: descriptors grown by {many} reloads", descriptors(pid) - min(opened), 0, "", f"{opened}, {descriptors(pid)}")
        connection.close()
