#!/usr/bin/env python3
"""The end of `serve`: one rule for all doors. What has arrived is answered, what still arrives is told to go away, no event that
was accepted is lost without a word, and it ends in time."""

import concurrent.futures
import http.client
import json
import re
import signal
import socket
import threading
import time

from serving import INVOKE, ServeTest
from support import CONNECT, SECONDS, main

WAITING = CONNECT + """
def handler(event, context):
    line = connect(event if isinstance(event, str) else "http")
    line.recv(1)
    return {"statusCode": 200, "body": "ran"}
"""
BRIEF = "import time\ndef handler(event, context):\n    time.sleep(0.1)\n    return event\n"
EVENT = {"X-Amz-Invocation-Type": "Event"}


class Stopping(ServeTest):
    def connect(self, front_end="Lambda API"):
        """A connection that is there before the end begins."""
        connection = http.client.HTTPConnection(self.urls[front_end].split("/")[0], timeout=SECONDS)
        connection.connect()
        self.addCleanup(connection.close)
        return connection

    def until_it_drains(self):
        host, port = self.urls["Lambda API"].split(":")
        while True:
            try:
                socket.create_connection((host, int(port))).close()
            except ConnectionResetError:
                continue
            except ConnectionRefusedError:
                return

    def ask(self, connection, path, body=None, headers={}):
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        return response.status, response.getheader("Connection"), response.read()

    def test_every_request_of_many_keep_alive_clients_is_answered_and_it_ends_with_what_runs(self):
        self.write("brief/app.py", BRIEF)
        self.serve("brief")
        failures, statuses, ends = [], [], threading.Event()

        def client(number):
            connection = self.connect()
            while True:
                try:
                    connection.request("POST", INVOKE % "brief", str(number))
                    response = connection.getresponse()
                    body = response.read()
                except (ConnectionError, http.client.HTTPException) as problem:
                    return failures.append(repr(problem))
                statuses.append(response.status)
                if response.status == 200 and body != str(number).encode():
                    failures.append(body)
                if response.getheader("Connection") == "close":
                    return None
                if response.status != 200:
                    return failures.append(response.status)

        clients = [threading.Thread(target=client, args=[number]) for number in range(50)]
        for thread in clients:
            thread.start()
        while len(statuses) < 100:
            time.sleep(0.001)
        self.process.send_signal(signal.SIGINT)
        self.assertEqual(self.process.wait(SECONDS), 0)
        for thread in clients:
            thread.join()
        self.assertEqual(failures, [])
        self.assertLessEqual(set(statuses), {200, 503})

    def test_at_every_door_what_arrives_late_gets_the_service_s_own_503_and_what_runs_is_answered(self):
        self.write("waiting/app.py", WAITING)
        listener, environment = self.listen()
        self.serve("waiting", "--timeout", "60", "--url", "waiting", "--rest", "ANY /{proxy+}=waiting", "--alb", "waiting",
                   *environment)
        self.wait_for_line("REST API on")
        for line in self.lines:
            if announced := re.match(r"lambdalocal: (.*) on http://(\S+)$", line):
                self.urls[announced[1]] = announced[2]
        doors = {name: self.connect(name) for name in self.urls}
        self.assertEqual(set(doors), {"Lambda API", "HTTP API", "REST API", "Function URL of waiting", "ALB"})
        events = self.connect()
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            call = pool.submit(self.invoke, "waiting", "last")
            running = self.accept(listener, 1)
            self.process.send_signal(signal.SIGTERM)
            self.until_it_drains()
            for name, connection in doors.items():
                path = INVOKE % "waiting" if name == "Lambda API" else "/prod/x" if name == "REST API" else "/x"
                status, end, body = self.ask(connection, path, "1")
                self.assertEqual((name, status, end), (name, 503, "close"))
                self.assertIn(b"Service Temporarily Unavailable" if name == "ALB" else b"Service Unavailable", body)
                if name != "ALB":
                    json.loads(body)
            self.assertEqual(self.ask(events, INVOKE % "waiting", '"x"', EVENT)[:2], (503, "close"))
            running["last"].sendall(b"!")
            self.assertEqual(json.loads(call.result()[2])["body"], "ran")
        self.assertEqual(self.process.wait(SECONDS), 0)

    def test_a_request_that_is_being_read_is_answered_and_never_with_202(self):
        self.write("brief/app.py", BRIEF)
        self.serve("brief")
        halves = []
        for headers in ({}, EVENT):
            connection = self.connect()
            connection.putrequest("POST", INVOKE % "brief")
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.putheader("Content-Length", "6")
            connection.endheaders(b'"ab')
            halves.append(connection)
        self.assertEqual(self.invoke("brief", 1)[0], 200)  # those have been read by then
        self.process.send_signal(signal.SIGINT)
        self.until_it_drains()
        answers = []
        for connection in halves:
            connection.send(b'cd"')
            response = connection.getresponse()
            answers.append((response.status, response.read()))
        self.assertEqual(answers[0], (200, b'"abcd"'))
        self.assertEqual(answers[1][0], 503)
        self.assertEqual(self.process.wait(SECONDS), 0)

    def test_the_drain_has_a_limit_and_events_that_it_cuts_off_are_told(self):
        self.write("waiting/app.py", WAITING)
        listener, environment = self.listen()
        self.serve("waiting", "--timeout", "900", "--drain-timeout", "200ms", *environment)
        identifier = self.invoke("waiting", "event", EVENT)[1]["x-amzn-RequestId"]
        lines = self.accept(listener, 1)
        self.process.send_signal(signal.SIGINT)
        self.assertEqual(self.process.wait(SECONDS), 0)
        self.assert_ends(lines, SECONDS)
        self.wait_for_line("given up: function waiting, RequestId: " + identifier)

    def test_a_second_signal_tells_the_events_that_it_drops(self):
        self.write("waiting/app.py", WAITING)
        listener, environment = self.listen()
        self.serve("waiting", "--timeout", "900", *environment)
        identifiers = [self.invoke("waiting", "event%d" % number, EVENT)[1]["x-amzn-RequestId"] for number in range(12)]
        self.accept(listener, 10)  # the others wait
        self.process.send_signal(signal.SIGINT)
        self.until_it_drains()
        self.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.process.wait(SECONDS), 143)
        for identifier in identifiers:
            self.wait_for_line("given up: function waiting, RequestId: " + identifier)

    def test_a_client_that_says_nothing_holds_up_no_end(self):
        self.write("brief/app.py", BRIEF)
        self.serve("brief")
        self.connect()
        half = self.connect()
        half.putrequest("POST", INVOKE % "brief")
        half.putheader("Content-Length", "10")
        half.endheaders(b"1")
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.assertEqual(self.process.wait(SECONDS), 0)
        self.assertLess(time.monotonic() - began, 20)


if __name__ == "__main__":
    main()
