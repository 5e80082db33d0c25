#!/usr/bin/env python3
"""A soak of `lambdalocal serve`: soak.py --lambdalocal BINARY [--requests N] [--clients N] [--seed N]

Each request has an id that its answer must hold. Runtimes are killed, clients leave and code is edited meanwhile.
"""
import argparse
import collections
import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import sys
import tempfile
import threading
import urllib.parse

from running import (alive, ask, descendants, descriptors, environment, functions, invoke_path, marked, resident_megabytes, runtimes,
                     serving)

# What an invocation may end with when its runtime was killed under it, or ended itself.
KILLED = ("Runtime.ExitError",)


class Wrong(Exception):
    pass


class Soak:
    def __init__(self, served, directory, arguments):
        self.served, self.directory, self.seed = served, directory, arguments.seed
        self.api, self.http = served.ready["lambda_api"], served.ready["http"]
        self.url = served.ready["function_urls"]["stream"]
        self.lock, self.next, self.requests = threading.Lock(), 0, arguments.requests
        self.wrong, self.counted = [], collections.Counter()
        self.accepted = []  # ids of events
        self.memory = []
        self.done = threading.Event()
        self.kills = threading.Lock()

    # --- one request each -----------------------------------------------------------------------------------------------

    def invoke(self, identity, name="work", **event):
        return ask(self.api, "POST", invoke_path(name), json.dumps(dict(event, id=identity)))

    def check_answer(self, identity, answer):
        status, headers, body = answer
        if status != 200:
            raise Wrong("%s: %s %r" % (identity, status, body[:300]))
        if "x-amz-function-error" in headers:
            error = json.loads(body)
            if error.get("errorType") not in KILLED:
                raise Wrong("%s: %r" % (identity, body[:300]))
            return "killed"
        if json.loads(body).get("id") != identity:
            raise Wrong("%s got the answer %r" % (identity, body[:300]))
        return "answered"

    def echo(self, identity, chance):
        return self.check_answer(identity, self.invoke(identity, chance.choice(("work", "other"))))

    def large(self, identity, chance):
        size = chance.choice((100000, 1000000, 5000000))
        answer = self.invoke(identity, do="large", size=size, data="y" * chance.randrange(300000))
        told = self.check_answer(identity, answer)
        if told == "answered" and len(json.loads(answer[2])["data"]) != size:
            raise Wrong("%s: cut short" % identity)
        return told

    def function_error(self, identity, answer, *expected):
        status, headers, body = answer
        error = json.loads(body)
        if status != 200 or "x-amz-function-error" not in headers or error.get("errorType") not in (*expected, *KILLED):
            raise Wrong("%s: %s %r" % (identity, status, body[:300]))
        if error["errorType"] == "ValueError" and error["errorMessage"] != identity:
            raise Wrong("%s got the error %r" % (identity, body[:300]))
        return "failed as it must"

    def raises(self, identity, chance):
        return self.function_error(identity, self.invoke(identity, do="raise"), "ValueError")

    def exits(self, identity, chance):
        return self.function_error(identity, self.invoke(identity, "other", do="exit"))

    def hangs(self, identity, chance):
        return self.function_error(identity, self.invoke(identity, "brief", do="hang"), "Sandbox.Timedout")

    def event(self, identity, chance):
        body = json.dumps({"id": identity, "do": "say"})
        status, _, text = ask(self.api, "POST", invoke_path("work"), body, {"X-Amz-Invocation-Type": "Event"})
        if status != 202:
            raise Wrong("%s: %s %r" % (identity, status, text[:300]))
        with self.lock:
            self.accepted.append(identity)
        return "accepted"

    def route(self, identity, chance):
        status, _, body = ask(self.http, "POST", "/work/" + identity, identity, {"Content-Type": "text/plain"})
        if status in (500, 502) and b"Internal Server Error" in body:
            return "killed"
        if status != 200 or body.decode() != identity:
            raise Wrong("%s: %s %r" % (identity, status, body[:300]))
        return "answered"

    def stream(self, identity, chance):
        count = chance.choice((3, 2000))
        expected = "".join("%s:%d\n" % (identity, line) for line in range(count)) + "end\n"
        try:
            status, _, body = ask(self.url, "POST", "/", json.dumps({"id": identity, "count": count}),
                                   {"Content-Type": "application/json"})
        except (http.client.HTTPException, ConnectionError):
            return "killed"  # a stream that has begun can only be cut
        if status in (500, 502):
            return "killed"
        text = body.decode()
        if status != 200 or (text != expected and not expected.startswith(text)):
            raise Wrong("%s: %s %r" % (identity, status, body[:300]))
        return "answered" if text == expected else "killed"

    def leaves(self, identity, chance):
        """A client that goes away while it sends, before its answer, or in the midst of it."""
        base = urllib.parse.urlsplit(self.api)
        body = json.dumps({"id": identity, "do": "large", "size": 3000000}).encode()
        request = b"POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n" % (
            invoke_path("work").encode(), base.netloc.encode(), len(body)) + body
        with socket.create_connection((base.hostname, base.port), 30) as connection:
            kind = chance.randrange(3)
            connection.sendall(request[:-5] if kind == 0 else request)
            if kind == 2:
                connection.recv(1000)
        return "left"

    # --- what happens meanwhile ------------------------------------------------------------------------------------------

    def kill_one(self, chance):
        with self.kills:
            found = runtimes(self.served.process.pid)
            if found:
                try:
                    os.kill(chance.choice(found), signal.SIGKILL)
                    self.counted["kills"] += 1
                except ProcessLookupError:
                    pass

    def edit(self, number):
        path = self.directory / "code" / "app.py"
        aside = path.with_suffix(".new")
        aside.write_text(path.read_text().split("# edit")[0] + "# edit %d\n" % number)
        aside.replace(path)
        self.counted["edits"] += 1

    def work(self):
        kinds = [self.echo] * 45 + [self.route] * 20 + [self.stream] * 8 + [self.event] * 10 + [self.raises] * 8 + [
            self.large] * 3 + [self.exits] * 2 + [self.leaves] * 3 + [self.hangs]
        while True:
            with self.lock:
                number, self.next = self.next, self.next + 1
            if number >= self.requests:
                return
            if number % max(1, self.requests // 20) == 0:
                self.memory.append(resident_megabytes(self.served.process.pid))
            chance = random.Random(self.seed * 1000003 + number)
            kind = chance.choice(kinds)
            if chance.random() < 0.03:
                self.kill_one(chance)
            if chance.random() < 0.005:
                with self.lock:
                    self.edit(number)
            try:
                told = kind("%s-%d" % (kind.__name__, number), chance)
            except Wrong as wrong:
                told = "wrong"
                self.wrong.append(str(wrong))
            except (OSError, http.client.HTTPException, ValueError) as error:
                told = "wrong"
                self.wrong.append("%s-%d: %r" % (kind.__name__, number, error))
            with self.lock:
                self.counted["%s: %s" % (kind.__name__, told)] += 1

    def check_events(self):
        """Each accepted event ran; more than once only when a kill made it be tried again."""

        def ran():
            return collections.Counter(re.findall(r"\bran (event-\d+)$", self.served.log(), re.MULTILINE))

        serving.eventually(lambda: set(self.accepted) <= set(ran()), 60)
        lines = ran()
        lost = [identity for identity in self.accepted if identity not in lines]
        again = sum(count - 1 for count in lines.values())
        if lost:
            self.wrong.append("events that never ran: %s" % lost[:10])
        killed = sum(count for what, count in self.counted.items() if what.endswith(": killed"))
        if killed > self.counted["kills"]:
            self.wrong.append("%d answers tell of a kill, with %d kills" % (killed, self.counted["kills"]))
        if again > self.counted["kills"]:
            self.wrong.append("events ran again %d times, with %d kills" % (again, self.counted["kills"]))


def soak(arguments, directory):
    marker = "soak-%d" % os.getpid()
    flags = ["--route", "ANY /work/{id}=work", "--url", "stream:stream", "--async-delay-scale", "0",
             "--idle-timeout", "2s"]
    wrong = []
    with serving.Served(arguments.lambdalocal, functions(directory, marker), flags, environment(marker, directory)) as served:
        pid = served.process.pid
        run = Soak(served, directory, arguments)
        run.echo("first", random.Random(0))
        serving.eventually(lambda: not runtimes(pid), 20)
        before = descriptors(pid)
        threads = [threading.Thread(target=run.work) for _ in range(arguments.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        run.check_events()
        wrong += run.wrong
        # Idle environments end by themselves; what is open then is open for ever.
        if not serving.eventually(lambda: not runtimes(pid), 30):
            wrong.append("runtimes left although idle: %s" % runtimes(pid))
        serving.eventually(lambda: descriptors(pid) <= before, 10)
        after = descriptors(pid)
        if after > before:
            wrong.append("descriptors: %d before, %d after" % (before, after))
        first, second = (sorted(half)[len(half) // 2] for half in (run.memory[len(run.memory) // 4:len(run.memory) // 2],
                                                                   run.memory[len(run.memory) // 2:]))
        if second > first * 1.3 + 8:
            wrong.append("memory grew from %.1f to %.1f MB: %s" % (first, second, run.memory))
        below = descendants(pid)
        run.echo("last", random.Random(0))
        below += descendants(pid)
    left = alive(set(below)) + marked(marker)
    if left:
        wrong.append("processes left: %s" % left)
    files = sorted(str(path) for path in (directory / "tmp").iterdir())
    if files:
        wrong.append("files left in the temporary directory: %s" % files[:10])
    for what, count in sorted(run.counted.items()):
        print("%-30s %6d" % (what, count))
    print("descriptors %d -> %d, memory %.1f -> %.1f MB" % (before, after, first, second))
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lambdalocal", required=True)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lambdalocal-soak-") as directory:
        wrong = soak(arguments, pathlib.Path(directory).resolve())
    for line in wrong[:40]:
        print("WRONG " + line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
