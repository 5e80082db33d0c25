#!/usr/bin/env python3
"""`serve` as its users meet it: ports, the ready file, many callers, events, changes of files, its end."""

import base64
import concurrent.futures
import http.client
import json
import os
import signal
import socket

from serving import INVOKE, ServeTest
from support import CONNECT, SECONDS, main

ECHO = "def handler(event, context):\n    return event\n"

# Tells the test that it runs, and answers when the test says so.
WAITING = CONNECT + """
def handler(event, context):
    line = connect(event)
    return [event, line.recv(1).decode()]
"""


class Serve(ServeTest):
    def test_the_ready_file_is_complete_when_a_request_is_answered_and_gone_at_the_end(self):
        self.write("echo/app.py", ECHO)
        self.write("ready.json", "left by an earlier run")
        self.serve("echo", "--ready-file", "ready.json", "--url", "echo", "--url", "echo:stream", "--rest",
                   "ANY /{proxy+}=echo", "--alb", "echo")
        self.assertEqual(self.invoke("echo", {"a": [1]})[2], b'{"a": [1]}')
        with open(self.path("ready.json")) as file:
            ready = json.load(file)
        self.assertEqual(ready["lambda_api"], "http://" + self.urls["Lambda API"])
        self.assertEqual(ready["pid"], self.process.pid)
        self.assertEqual(set(ready), {"lambda_api", "http", "rest", "alb", "function_urls", "pid"})
        self.assertEqual(self.stop(), 0)
        self.assertFalse(os.path.exists(self.path("ready.json")))

    def test_a_function_whose_name_begins_with_a_hyphen_stands_after_two_hyphens(self):
        self.write("-fn/app.py", ECHO)
        self.serve("--", "-fn")
        self.assertEqual(self.invoke("-fn", 1)[2], b"1")
        self.write("-fn/app.py", "def handler(event, context):\n    return 2\n")
        self.assertEqual(self.invoke("-fn", 1)[2], b"2")

    def test_one_function_without_a_route_is_the_http_api(self):
        self.write("echo/app.py", "def handler(event, context):\n    return event['rawPath']\n")
        self.serve("echo")
        self.assertEqual(self.request("GET", "/a/b", front_end="HTTP API")[2], b"/a/b")

    def test_the_region_is_that_of_the_function_and_of_what_is_in_front_of_it(self):
        self.write("fn/app.py", "def handler(event, context):\n"
                                "    arn = event['requestContext']['elb']['targetGroupArn']\n"
                                "    return {'statusCode': 200, 'body': arn + ' ' + context.invoked_function_arn}\n")
        self.serve("fn", "--alb", "fn", "--region", "cn-north-1")
        load_balancer, function = self.request("GET", "/", front_end="ALB")[2].split()
        self.assertTrue(load_balancer.startswith(b"arn:aws-cn:elasticloadbalancing:cn-north-1:"), load_balancer)
        self.assertTrue(function.startswith(b"arn:aws-cn:lambda:cn-north-1:"), function)

    def test_a_route_without_a_function_is_that_of_the_one_that_is_served_and_the_account_is_told(self):
        self.write("fn/app.py", "def handler(event, context):\n"
                                "    body = event['requestContext']['accountId'] + ' ' + context.invoked_function_arn\n"
                                "    return {'statusCode': 200, 'body': body}\n")
        self.serve("fn", "--rest", "GET /x", "--rest-port", "0", "--account-id", "000000000007")
        account, function = self.request("GET", "/prod/x", front_end="REST API")[2].split()
        self.assertEqual(account, b"000000000007")
        self.assertIn(b":000000000007:function:fn", function)

    def test_a_load_balancer_has_multi_value_headers_when_asked_for(self):
        self.write("fn/app.py", "def handler(event, context):\n"
                                "    return {'statusCode': 200, 'multiValueHeaders': {},\n"
                                "            'body': str('multiValueHeaders' in event)}\n")
        self.serve("fn", "--alb", "fn:multi", "--alb-port", "0")
        self.assertEqual(self.request("GET", "/", front_end="ALB")[2], b"True")

    def test_a_page_of_another_site_runs_nothing_unless_it_is_allowed(self):
        self.write("echo/app.py", "def handler(event, context):\n    return 'ran'\n")
        self.serve("echo", "--allow-origin", "https://app.example.com")
        foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        self.assertEqual(self.request("POST", "/", "x", headers=foreign, front_end="HTTP API")[0], 403)
        allowed = dict(foreign, Origin="https://app.example.com")
        self.assertEqual(self.request("POST", "/", "x", headers=allowed, front_end="HTTP API")[2], b"ran")

    def test_a_port_in_use_is_named_with_another(self):
        self.write("echo/app.py", ECHO)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            for flag in ("--port", "--http-port"):
                other = "--http-port" if flag == "--port" else "--port"
                status, _, stderr = self.run_to_end("serve", "echo", flag, str(port), other, "0")
                self.assertEqual(status, 70)
                self.assertRegex(stderr, r"127\.0\.0\.1:%d.*in use\n.*%s" % (port, flag))

    def test_what_cannot_be_served_is_refused_before_anything_listens(self):
        self.write("echo/app.py", ECHO)
        self.write("other/echo/app.py", ECHO)
        for arguments, status, text in (
                (["nope"], 3, "there is no function, directory or archive 'nope'"),
                ([], 2, "which functions?"),
                (["echo", "other/echo"], 3, "are both called echo"),
                (["echo", "--route", "GET pets=echo"], 2, "--route 'GET pets=echo'"),
                (["echo", "--route", "GET /=pets"], 2, "there is no function pets"),
                (["echo", "--url", "pets"], 2, "there is no function pets"),
                (["echo", "--host", "nowhere"], 2, "not an IP address")):
            with self.subTest(arguments):
                code, _, stderr = self.run_to_end("serve", *arguments, "--port", "0", "--http-port", "0")
                self.assertEqual((code, text in stderr), (status, True), stderr)

    def test_callers_at_the_same_time_get_an_environment_each_and_more_are_throttled(self):
        self.write("waiting/app.py", WAITING)
        listener, environment = self.listen()
        self.serve("waiting", "--max-concurrency", "3", "--timeout", "60", *environment)
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            calls = [pool.submit(self.invoke, "waiting", "e%d" % number) for number in range(3)]
            running = self.accept(listener, 3)
            status, headers, body = self.invoke("waiting", "one too many")
            self.assertEqual((status, headers["x-amzn-ErrorType"]), (429, "TooManyRequestsException"))
            self.assertEqual(json.loads(body)["Reason"], "ConcurrentInvocationLimitExceeded")
            for name, line in running.items():
                line.sendall(name[-1:].encode())
            answers = sorted(json.loads(call.result()[2]) for call in calls)
        self.assertEqual(answers, [["e0", "0"], ["e1", "1"], ["e2", "2"]])

    def test_a_reserved_concurrency_of_none_throttles_all(self):
        self.write("echo/app.py", ECHO)
        self.write("lambdalocal.json", json.dumps(
            {"Functions": {"echo": {"CodeUri": "echo", "ReservedConcurrentExecutions": 0}}}))
        self.serve()
        status, _, body = self.invoke("echo", 1)
        self.assertEqual(status, 429)
        self.assertEqual(json.loads(body)["Reason"], "ReservedFunctionConcurrentInvocationLimitExceeded")

    def test_a_function_with_tenant_isolation_is_told_its_tenant_and_not_invoked_without_one(self):
        self.write("echo/app.py", "def handler(event, context): return context.tenant_id\n")
        self.write("lambdalocal.json", json.dumps({
            "Functions": {"echo": {"CodeUri": "echo", "TenancyConfig": {"TenantIsolationMode": "PER_TENANT"}}},
            "HttpApi": {"Routes": {"GET /": "echo"}}}))
        self.serve()
        self.assertEqual(self.invoke("echo", 1, headers={"X-Amz-Tenant-Id": "blue"})[2], b'"blue"')
        status, headers, body = self.invoke("echo", 1)
        self.assertEqual((status, headers["x-amzn-ErrorType"]), (400, "InvalidParameterValueException"))
        self.assertIn("Add a valid tenant ID", json.loads(body)["message"])
        self.assertEqual(self.request("GET", "/", front_end="HTTP API")[0], 500)

    def test_an_answer_does_not_wait_for_what_the_runtime_does_after_it(self):
        self.write("slow/bootstrap", """#!/bin/bash
            api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation
            while :; do
              id=$(curl -sD - -o event $api/next | tr -d '\\r' | sed -n 's/^lambda-runtime-aws-request-id: //Ip')
              curl -s -o answer $api/$id/response -d '"answered"'
              read -t 60 <> <(:)
            done""".replace("\n            ", "\n"))
        os.chmod(self.path("slow/bootstrap"), 0o755)
        self.serve("slow", "--timeout", "900")
        for _ in range(2):
            self.assertEqual(self.invoke("slow", {})[2], b'"answered"')

    def test_an_event_is_accepted_at_once_and_tried_three_times_with_one_id(self):
        self.write("failing/app.py", CONNECT + """
def handler(event, context):
    line = connect(context.aws_request_id)
    raise ValueError(event)
""")
        listener, environment = self.listen()
        self.serve("failing", "--async-delay-scale", "0", *environment)
        status, headers, body = self.invoke("failing", "x", {"X-Amz-Invocation-Type": "Event"})
        self.assertEqual((status, body), (202, b""))
        for _ in range(3):
            self.assertEqual(list(self.accept(listener, 1)), [headers["x-amzn-RequestId"]])
        self.wait_for_line("failed 3 times.*ValueError.*function failing.*" + headers["x-amzn-RequestId"])

    def test_pending_events_are_reported_at_the_end(self):
        self.write("failing/app.py", CONNECT + "def handler(event, context):\n    connect('runs')\n    raise ValueError()\n")
        listener, environment = self.listen()
        self.serve("failing", *environment)
        identifier = self.invoke("failing", "x", {"X-Amz-Invocation-Type": "Event"})[1]["x-amzn-RequestId"]
        self.accept(listener, 1)
        self.wait_for_line("REPORT RequestId: " + identifier)
        self.assertEqual(self.stop(), 0)
        self.wait_for_line("given up: function failing, RequestId: " + identifier)

    def test_a_tail_of_the_log_comes_with_the_answer(self):
        self.write("echo/app.py", "def handler(event, context):\n    print('seen')\n")
        self.serve("echo")
        _, headers, body = self.invoke("echo", 1, {"X-Amz-Log-Type": "Tail"})
        log = base64.b64decode(headers["X-Amz-Log-Result"]).decode()
        self.assertRegex(log, r"^START RequestId: \S+ Version: \$LATEST\nseen\nEND .*\nREPORT ")
        self.assertEqual(body, b"null")

    def test_a_change_is_served_next_and_what_runs_ends_on_the_old_code(self):
        self.write("waiting/app.py", WAITING)
        listener, environment = self.listen()
        self.serve("waiting", "--verbose", "--timeout", "60", *environment)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            call = pool.submit(self.invoke, "waiting", "old")
            running = self.accept(listener, 1)
            self.write("waiting/app.py", "def handler(event, context):\n    return 'new'\n")
            self.wait_for_line("app.py has changed: waiting is loaded anew")
            self.assertEqual(self.until(lambda: self.invoke_when_loaded(listener)), b'"new"')
            running["old"].sendall(b"!")
            self.assertEqual(json.loads(call.result()[2]), ["old", "!"])

    def invoke_when_loaded(self, listener):
        """The answer of the new code; an environment of the old code, should one still be taken, is let go."""
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            call = pool.submit(self.invoke, "waiting", "probe")
            while True:
                try:
                    return call.result(0.05)[2]
                except concurrent.futures.TimeoutError:
                    listener.settimeout(0.05)
                    try:
                        line, _ = listener.accept()
                        line.sendall(b"x")
                        line.close()
                    except socket.timeout:
                        pass

    def until(self, answer):
        for _ in range(1000):
            found = answer()
            if found == b'"new"':
                return found
        return found

    def test_the_runtime_api_serves_the_processes_of_its_environment_alone(self):
        self.write("fn/app.py", """import os, subprocess, sys
CHILD = '''import http.client, os
connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
connection.request("GET", "/2018-06-01/ping")
print(connection.getresponse().status)'''
def handler(event, context):
    child = subprocess.run([sys.executable, "-c", CHILD], stdout=subprocess.PIPE, text=True)
    return [os.environ["AWS_LAMBDA_RUNTIME_API"], child.stdout.strip()]
""")
        self.serve("fn", "--timeout", "30")
        address, own_child = json.loads(self.invoke("fn", {})[2])
        self.assertEqual(own_child, "200")
        for method, path in (("GET", "invocation/next"), ("POST", "init/error"), ("POST", "invocation/x/response")):
            stranger = http.client.HTTPConnection(address, timeout=SECONDS)
            stranger.request(method, "/2018-06-01/runtime/" + path, body="{}" if method == "POST" else None)
            self.assertEqual(stranger.getresponse().status, 403)
        self.assertEqual(json.loads(self.invoke("fn", {})[2])[1], "200")

    def test_a_configuration_that_breaks_leaves_the_old_one_and_a_new_function_is_served(self):
        self.write("echo/app.py", ECHO)
        self.write("lambdalocal.json", json.dumps({"Functions": {"echo": {"CodeUri": "echo"}}}))
        self.serve("--verbose")
        self.assertEqual(self.invoke("echo", 1)[2], b"1")
        self.write("lambdalocal.json", "{")
        self.wait_for_line("lambdalocal.json:1:2: not valid JSON")
        self.assertEqual(self.invoke("echo", 2)[2], b"2")
        self.write("lambdalocal.json", json.dumps({"Functions": {
            "echo": {"CodeUri": "echo", "Environment": {"Variables": {"A": "b"}}},
            "more": {"CodeUri": "echo"}}}))
        for _ in range(1000):
            status, _, body = self.invoke("more", 3)
            if status == 200:
                break
        self.assertEqual(body, b"3")

    def connect_until_refused(self, port):
        """Until serve does not listen any more. A connection that is made just then is reset."""
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
            except ConnectionResetError:
                continue
            except ConnectionRefusedError:
                return

    def test_running_invocations_end_before_serve_does(self):
        self.write("waiting/app.py", WAITING)
        listener, environment = self.listen()
        self.serve("waiting", "--timeout", "60", *environment)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            call = pool.submit(self.invoke, "waiting", "last")
            running = self.accept(listener, 1)
            self.process.send_signal(signal.SIGINT)
            port = int(self.urls["Lambda API"].split(":")[1])
            self.connect_until_refused(port)
            running["last"].sendall(b"!")
            self.assertEqual(json.loads(call.result()[2]), ["last", "!"])
        self.assertEqual(self.process.wait(SECONDS), 0)

    def test_a_second_signal_ends_it_at_once(self):
        self.write("waiting/app.py", WAITING)
        listener, environment = self.listen()
        self.serve("waiting", "--timeout", "60", *environment)
        connection = http.client.HTTPConnection(self.urls["Lambda API"])
        connection.request("POST", INVOKE % "waiting", '"x"')
        lines = self.accept(listener, 1)
        self.process.send_signal(signal.SIGTERM)
        port = int(self.urls["Lambda API"].split(":")[1])
        self.connect_until_refused(port)
        self.process.send_signal(signal.SIGINT)
        self.assertEqual(self.process.wait(SECONDS), 130)
        self.assert_ends(lines, SECONDS)
        connection.close()

    def test_nothing_outlives_a_kill(self):
        self.write("waiting/app.py", WAITING)
        listener, environment = self.listen()
        self.serve("waiting", "--timeout", "60", *environment)
        connection = http.client.HTTPConnection(self.urls["Lambda API"])
        connection.request("POST", INVOKE % "waiting", '"x"')
        lines = self.accept(listener, 1)
        self.process.kill()
        self.assertEqual(self.process.wait(SECONDS), -signal.SIGKILL)
        self.assert_ends(lines, SECONDS)
        connection.close()


if __name__ == "__main__":
    main()
