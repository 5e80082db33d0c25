#!/usr/bin/env python3
"""Hostile clients and runtimes against `lambdalocal serve`: hostile_clients.py --lambdalocal BINARY [--only WORDS]

Each attack runs while a good client asks another function over and over: it must be answered, and promptly.
"""
import argparse
import contextlib
import json
import os
import pathlib
import random
import socket
import sys
import tempfile
import threading
import time
import traceback
import urllib.parse

from running import alive, ask, descendants, descriptors, environment, functions, invoke_path, marked, resident_megabytes, serving

PROMPT = 2.0  # seconds: far more than an answer takes, far less than any limit that would hide a stall
ATTACKS = []
memory_factor = 1  # times the memory that lambdalocal may take


class Wrong(Exception):
    pass


def attack(function):
    ATTACKS.append(function)
    return function


def check(condition, *told):
    if not condition:
        raise Wrong(" ".join(map(str, told)))


class Target:
    def __init__(self, served):
        self.served, self.pid = served, served.process.pid
        self.api, self.http, self.url = served.ready["lambda_api"], served.ready["http"], served.ready["function_urls"]["stream"]

    def connect(self, url=None, timeout=60):
        base = urllib.parse.urlsplit(url or self.api)
        return socket.create_connection((base.hostname, base.port), timeout)

    def host(self, url=None):
        return urllib.parse.urlsplit(url or self.api).netloc.encode()

    def request(self, event, name="work", url=None, streamed=False):
        body = json.dumps(event).encode()
        return b"POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s" % (
            invoke_path(name, streamed).encode(), self.host(url), len(body), body)

    def exchange(self, data, url=None, half_close=False):
        """What comes back until the server closes; half_close: we have no more to say."""
        with self.connect(url) as connection:
            with contextlib.suppress(ConnectionError):
                connection.sendall(data)
                if half_close:
                    connection.shutdown(socket.SHUT_WR)
            return until_closed(connection)


def until_closed(connection):
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionResetError:
        pass
    except socket.timeout:
        raise Wrong("the connection stays open after %r" % received[:200]) from None
    return received


def status_of(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else None


class GoodClient:
    """Asks function `other` on new connections and by turns through each port, until it is told to stop."""

    def __init__(self, target):
        self.target, self.stop, self.slowest, self.count, self.wrong = target, threading.Event(), 0.0, 0, None
        self.thread = threading.Thread(target=self.work)

    def work(self):
        while not self.stop.wait(0.01) or self.count < 4:  # a short attack may have harmed what comes after it
            identity = "good-%d" % self.count
            begin = time.monotonic()
            try:
                if self.count % 2:
                    answer = ask(self.target.http, "POST", "/other", identity, {"Content-Type": "text/plain"}, 30)
                    good = answer[0] == 200 and answer[2].decode() == identity
                else:
                    answer = ask(self.target.api, "POST", invoke_path("other"), json.dumps({"id": identity}), timeout=30)
                    good = answer[0] == 200 and json.loads(answer[2]).get("id") == identity
            except Exception as error:  # whatever it is, the good client was not answered
                good, answer = False, error
            self.slowest = max(self.slowest, time.monotonic() - begin)
            self.count += 1
            if not good:
                self.wrong = "good client: %s %r" % (identity, answer)
                return

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, kind, *_):
        self.stop.set()
        self.thread.join()
        if kind is None:
            check(not self.wrong, self.wrong)
            check(self.count > 0 and self.slowest <= PROMPT, "good client waited %.2f s" % self.slowest)


def pause(seconds):
    """An attack lasts a while."""
    serving.eventually(lambda: False, seconds)


# --- clients -----------------------------------------------------------------------------------------------------------------


@attack
def hundreds_send_a_byte_now_and_then(target):
    connections = [target.connect() for _ in range(300)]
    request = target.request({"id": "slow"})
    for byte in range(12):
        for connection in connections:
            connection.sendall(request[byte:byte + 1])
        pause(0.1)
    for connection in connections:  # being slow is no crime: finishing gets the answer
        if connection is connections[0]:
            connection.sendall(request[12:])
            check(status_of(connection.recv(65536)) == 200, "a slow client was not answered")
        connection.close()


@attack
def two_thousand_idle_connections(target):
    before = resident_megabytes(target.pid)
    connections = [target.connect() for _ in range(2000)]
    pause(1)
    grown = resident_megabytes(target.pid) - before
    check(grown < 40 * memory_factor, "2,000 connections took %.1f MB" % grown)
    for connection in connections[::500]:
        connection.sendall(target.request({"id": "late"}))
        check(status_of(connection.recv(65536)) == 200, "an idle connection was not answered")
    for connection in connections:
        connection.close()


@attack
def bodies_that_are_announced_and_never_come(target):
    before = resident_megabytes(target.pid)
    head = b"POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 6000000\r\n\r\n" % (invoke_path("work").encode(), target.host())
    connections = [target.connect() for _ in range(1000)]
    for connection in connections:
        connection.sendall(head)
    pause(1)
    grown = resident_megabytes(target.pid) - before
    check(grown < 40 * memory_factor, "1,000 bodies that were announced took %.1f MB" % grown)
    for connection in connections:
        connection.close()


@attack
def huge_headers(target):
    for url in (target.api, target.http, target.url):
        start = b"GET /2015-03-31/functions/work HTTP/1.1\r\nHost: %s\r\n" % target.host(url)
        for data in (start + b"X-Large: " + b"x" * 2000000 + b"\r\n\r\n", start + b"X-Many: y\r\n" * 100000 + b"\r\n"):
            status = status_of(target.exchange(data, url))
            check(status in (431, 400, None), "huge headers: %s" % status)  # None: reset while we were still sending
        status = status_of(target.exchange(b"GET /" + b"a" * 2000000 + b" HTTP/1.1\r\n\r\n", url))
        check(status in (414, 431, 400, None), "a huge target: %s" % status)


@attack
def bad_chunks(target):
    head = b"POST %s HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\n\r\n" % (invoke_path("work").encode(), target.host())
    for body in (b"zz\r\n{}\r\n0\r\n\r\n", b"-1\r\n{}\r\n0\r\n\r\n", b"FFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n", b"2\r\n{}xx0\r\n\r\n",
                 b"0x2\r\n{}\r\n0\r\n\r\n"):
        answer = target.exchange(head + body)
        check(status_of(answer) == 400, "chunks %r: %r" % (body, answer[:200]))


@attack
def requests_with_two_meanings(target):
    path = invoke_path("work").encode()
    smuggled = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    for lines, body in ((b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n" + smuggled),
                        (b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", b"0\r\n\r\n" + smuggled),
                        (b"Content-Length: 2\r\nContent-Length: 30\r\n", b"{}" + smuggled),
                        (b"Content-Length: 2, 30\r\n", b"{}" + smuggled),
                        (b"Content-Length: +2\r\n", b"{}" + smuggled),
                        (b"Content-Length : 2\r\n", b"{}" + smuggled),
                        (b"Transfer-Encoding: chunked, identity\r\n", b"2\r\n{}\r\n0\r\n\r\n" + smuggled),
                        (b"Transfer-Encoding: xchunked\r\n", b"2\r\n{}\r\n0\r\n\r\n" + smuggled)):
        for url in (target.api, target.http):
            answer = target.exchange(b"POST " + path + b" HTTP/1.1\r\nHost: " + target.host(url) + b"\r\n" + lines + b"\r\n" + body, url)
            check(status_of(answer) in (400, 501), "%r: %r" % (lines, answer[:200]))
            check(answer.count(b"HTTP/1.1 ") == 1, "%r: what was smuggled was answered: %r" % (lines, answer[:600]))


@attack
def half_closed_sockets(target):
    answer = target.exchange(target.request({"id": "half"}), half_close=True)
    check(status_of(answer) == 200 and b"half" in answer, "half-closed after a request: %r" % answer[:200])
    for data in (b"", b"PO", target.request({"id": "cut"})[:-3]):
        answer = target.exchange(data, half_close=True)
        check(status_of(answer) in (None, 400), "half-closed after %r: %r" % (data, answer[:200]))


@attack
def garbage_and_tls(target):
    chance = random.Random(7)
    hello = bytes.fromhex("16030100c8010000c40303") + bytes(chance.randrange(256) for _ in range(193))
    for url in (target.api, target.http, target.url):
        for data in (hello, bytes(chance.randrange(256) for _ in range(5000)), b"\0" * 1000, b"GET / HTTP/9.9\r\n\r\n",
                     b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
            answer = target.exchange(data, url, half_close=True)
            check(status_of(answer) in (400, 505, None), "%r: %r" % (data[:20], answer[:200]))


@attack
def other_hosts_and_other_sites(target):
    def asked(url, host, lines=b""):
        return status_of(target.exchange(b"POST " + (invoke_path("work").encode() if url is target.api else b"/work") + b" HTTP/1.1\r\nHost: "
                                         + host + b"\r\nConnection: close\r\nContent-Length: 11\r\n" + lines + b"\r\n{\"id\": \"x\"}", url))
    for url in (target.api, target.http):
        check(asked(url, target.host(url)) == 200, "the right host")
        port = target.host(url).rsplit(b":", 1)[1]
        check(asked(url, b"localhost:" + port) == 200, "localhost")
        for host in (b"attacker.example", b"attacker.example:" + port, b"127.0.0.1.attacker.example", b"169.254.169.254"):
            check(asked(url, host) == 403, "host", host, "of", url, "got", asked(url, host))
    host = target.host()
    for lines in (b"Origin: https://attacker.example\r\n", b"Sec-Fetch-Site: cross-site\r\n", b"Origin: null\r\n",
                  b"Origin: http://localhost.attacker.example\r\nSec-Fetch-Site: cross-site\r\n"):
        check(asked(target.api, host, lines) == 403, lines, "got", asked(target.api, host, lines))


@attack
def clients_that_never_read(target):
    before = resident_megabytes(target.pid)
    connections = []
    for number in range(20):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        base = urllib.parse.urlsplit(target.api)
        connection.connect((base.hostname, base.port))
        connection.sendall(target.request({"id": "unread-%d" % number, "do": "large", "size": 5000000}))
        connections.append(connection)
    for number in range(5):
        connection = target.connect(target.url)
        body = json.dumps({"id": "s" * 1000, "count": 100000}).encode()
        connection.sendall(b"POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
            target.host(target.url), len(body), body))
        connections.append(connection)
    pause(3)
    grown = resident_megabytes(target.pid) - before
    check(grown < 250 * memory_factor, "answers that are not read took %.0f MB" % grown)
    for connection in connections:
        connection.close()


@attack
def pipelines_without_end(target):
    with target.connect() as connection:
        request = b"GET /2015-03-31/functions/work HTTP/1.1\r\nHost: %s\r\n\r\n" % target.host()
        connection.settimeout(3)
        with contextlib.suppress(socket.timeout, ConnectionError):
            for _ in range(200):
                connection.sendall(request * 1000)
        taken = resident_megabytes(target.pid)
        check(taken < 300 * memory_factor, "pipelined requests took %.0f MB" % taken)


# --- runtimes ----------------------------------------------------------------------------------------------------------------


def in_background(target, event, name="work"):
    answers = []
    thread = threading.Thread(target=lambda: answers.append(ask(target.api, "POST", invoke_path(name), json.dumps(event), timeout=60)))
    thread.start()
    return thread, answers


@attack
def a_runtime_that_floods_its_log(target):
    running = [in_background(target, {"id": "flood-%d" % number, "do": "flood"}) for number in range(2)]
    for number, (thread, answers) in enumerate(running):
        thread.join()
        check(answers and answers[0][0] == 200 and json.loads(answers[0][2]).get("id") == "flood-%d" % number, "the flood:", answers)


@attack
def a_runtime_that_leaves_children(target):
    before = len(descendants(target.pid))
    for number in range(3):
        status, _, body = ask(target.api, "POST", invoke_path("work"), json.dumps({"id": "f", "do": "fork"}))
        check(status == 200 and json.loads(body).get("id") == "f", status, body)
    pause(0.5)
    check(len(descendants(target.pid)) > before, "no children were left: this tests nothing")
    for _ in range(4):  # with the environment go its children
        ask(target.api, "POST", invoke_path("work"), json.dumps({"id": "e", "do": "exit"}))


@attack
def a_runtime_that_hangs(target):
    thread, answers = in_background(target, {"id": "hang", "do": "hang"}, "brief")
    thread.join()
    check(answers and b"Sandbox.Timedout" in answers[0][2], "after the timeout:", answers)


@attack
def a_runtime_that_holds_its_answer_open(target):
    body = json.dumps({"id": "held", "hold": True}).encode()
    with target.connect(target.url) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (
            target.host(target.url), len(body), body))
        received = b""
        while b"held:2" not in received:
            piece = connection.recv(65536)
            check(piece, "the stream ended: %r" % received)
            received += piece
        pause(1)


# --- one by one ----------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def target_of(binary, *command):
    with tempfile.TemporaryDirectory(prefix="lambdalocal-hostile-") as directory:
        directory, marker = pathlib.Path(directory).resolve(), "hostile-%d" % os.getpid()
        flags = ["--quiet", "--route", "ANY /work=work", "--route", "ANY /other=other", "--url", "stream:stream", "--idle-timeout", "2s"]
        if command:
            launcher = directory / "launcher"
            launcher.write_text("#!/bin/sh\n%s\nexec '%s' \"$@\"\n" % (" ".join(command), os.path.abspath(binary)))
            launcher.chmod(0o755)
            binary = str(launcher)
        with serving.Served(binary, functions(directory, marker), flags, environment(marker, directory)) as served:
            target = Target(served)
            ask(target.api, "POST", invoke_path("other"), '{"id": "first"}')
            yield target
            below = descendants(target.pid)
        left = alive(set(below)) + marked(marker)
        check(not left, "processes left: %s" % left)


def exhaust_descriptors(binary):
    """With few descriptors and more connections than those: who waits is answered once others leave, and serve lives."""
    with target_of(binary, "ulimit -n 96") as target:
        connections = []
        for _ in range(300):
            connection = target.connect()
            connection.sendall(target.request({"id": "crowd"})[:40])
            connections.append(connection)
        pause(1)
        used = processor_ticks(target.pid)
        check(used < 60, "serve spins while it is out of descriptors: %d ticks in a second" % used)
        for connection in connections:
            connection.close()
        status, _, body = ask(target.api, "POST", invoke_path("other"), '{"id": "after"}')
        check(status == 200 and b"after" in body, "after the crowd left: %s %r" % (status, body))
        # Idle connections are what may be closed for others.
        connections = [target.connect() for _ in range(200)]
        begin = time.monotonic()
        status, _, body = ask(target.api, "POST", invoke_path("other"), '{"id": "among"}', timeout=60)
        check(status == 200 and b"among" in body, "among idle connections: %s %r" % (status, body))
        check(time.monotonic() - begin < 5 * PROMPT, "among idle connections: %.1f s" % (time.monotonic() - begin))
        for connection in connections:
            connection.close()


def processor_ticks(pid):
    def ticks():
        fields = pathlib.Path("/proc/%d/stat" % pid).read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])
    before = ticks()
    pause(1)
    return ticks() - before


def settle(target, before):
    """Environments that an attack started end soon; what is open then stays open."""
    serving.eventually(lambda: descriptors(target.pid) <= before, 60)
    now = descriptors(target.pid)
    check(now <= before, "descriptors: %d before, %d after" % (before, now))


def run_attacks(binary, only):
    wrong = []
    with target_of(binary) as target:
        before = descriptors(target.pid)
        for hostile in ATTACKS:
            name = hostile.__name__.replace("_", " ")
            if only not in name:
                continue
            for attempt in range(3):  # a machine that is busy otherwise may keep the good client waiting, but not each time
                begin = time.monotonic()
                try:
                    with GoodClient(target) as good:
                        hostile(target)
                    settle(target, before)
                    print("ok     %-45s %5.1f s, the good client asked %d times, at most %.0f ms" % (
                        name, time.monotonic() - begin, good.count, good.slowest * 1000), flush=True)
                    break
                except Exception as error:
                    print("%s  %s: %s" % ("again" if attempt < 2 else "WRONG", name,
                                          error if isinstance(error, Wrong) else traceback.format_exc()), flush=True)
            else:
                wrong.append(name)
            if target.served.process.poll() is not None:
                print("WRONG  serve ended with %s: %s" % (target.served.process.returncode, target.served.log()[-2000:]))
                return [*wrong, "serve ended"]
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lambdalocal", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--memory-factor", type=int, default=1, help="what memory may take, for a sanitizer's sake")
    arguments = parser.parse_args()
    global memory_factor
    memory_factor = arguments.memory_factor
    wrong = run_attacks(arguments.lambdalocal, arguments.only)
    if arguments.only in "exhausted descriptors":
        try:
            exhaust_descriptors(arguments.lambdalocal)
            print("ok     exhausted descriptors")
        except Exception:
            wrong.append("exhausted descriptors")
            print("WRONG  exhausted descriptors: " + traceback.format_exc())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
