#!/usr/bin/env python3
"""What a `serve` is asked becomes test cases, and asking again shows what has changed."""

import json
import signal

from serving import ServeTest
from support import main

CODE = """
import json, time, uuid

def handler(event, context):
    if "rawPath" not in event:
        return {"doubled": event["n"] * 2, "at": time.time()}
    body = {"path": event["rawPath"], "id": str(uuid.uuid4()), "greeting": "%s"}
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}
"""
STREAM = """
exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  stream.write('one,');
  stream.write('two');
  stream.end();
});
"""


class Record(ServeTest):
    def setUp(self):
        super().setUp()
        self.write("shop/app.py", CODE % "hello")
        self.write("lambdalocal.json", json.dumps({
            "Functions": {"shop": {"CodeUri": "shop", "Runtime": "python3.13"}, "other": {"CodeUri": "shop"}},
            "HttpApi": {"Routes": {"$default": "shop"}}}))

    def serve(self, *arguments, **options):
        process = super().serve(*arguments, **options)
        return process

    def cases(self, name="recorded.lambda-test.json"):
        with open(self.path(name), encoding="utf-8") as file:
            return json.load(file)["Cases"]

    def test_requests_and_invocations_become_cases_that_pass_until_something_changes(self):
        self.serve("--record", "recorded.lambda-test.json")
        self.request("GET", "/pets?x=1", headers={"Authorization": "Bearer s3cret"}, front_end="HTTP API")
        self.request("POST", "/pets", b'{"a": 1}', {"Content-Type": "application/json"}, front_end="HTTP API")
        self.invoke("shop", {"n": 4})
        self.invoke("shop", {})
        self.assertEqual(self.stop(), 0)
        said = "".join(self.lines)
        self.assertIn("recorded without authorization", said)
        self.assertIn("4 cases recorded in recorded.lambda-test.json", said)
        cases = self.cases()
        self.assertEqual(list(cases), ["GET /pets?x=1", "POST /pets", "invoke shop", "invoke shop (2)"])
        self.assertNotIn("s3cret", json.dumps(cases))
        status, stdout, stderr = self.run_to_end("test")
        self.assertEqual((status, "4 passed" in stdout), (0, True), stdout + stderr)
        self.write("shop/app.py", CODE % "good morning")
        status, stdout, _ = self.run_to_end("test", "--replay")
        self.assertEqual(status, 1)
        self.assertIn('Payload/greeting: expected "hello", was "good morning"', stdout)
        self.assertIn("2 passed, 2 failed", stdout)

    def test_test_record_serves_and_adds_to_what_was_recorded(self):
        for path in ("/a", "/b"):
            self.process = self.start("test", "--record", "--port", "0", "--http-port", "0")
            self.urls, self.lines, self.reader = {}, [], None
            self.addCleanup(self.stop)
            while "HTTP API" not in self.urls:
                line = self.process.stderr.readline().decode()
                self.assertTrue(line)
                if " on http://" in line:
                    name, url = line.strip().split(": ", 1)[1].split(" on http://")
                    self.urls[name] = url
            self.read_one(path)
        self.assertEqual(list(self.cases()), ["GET /a", "GET /b"])

    def read_one(self, path):
        import threading
        self.said = threading.Condition()
        self.read()
        self.request("GET", path, front_end="HTTP API")
        self.assertEqual(self.stop(signal.SIGINT), 0)

    def test_a_streamed_answer_is_recorded_whole_and_a_package_is_found_again(self):
        self.write("streams/index.js", STREAM)
        self.serve("streams", "--url", "streams:stream", "--record", "s.lambda-test.json", "--record-secrets",
                   last="Function URL of streams")
        answer = self.request("GET", "/", headers={"Cookie": "a=b"}, front_end="Function URL of streams")
        self.assertEqual(answer[2], b"one,two")
        self.assertEqual(self.stop(), 0)
        case = self.cases("s.lambda-test.json")["GET /"]
        self.assertEqual(case["Expect"]["Payload"], "one,two")
        self.assertEqual(case["Request"]["Headers"]["cookie"], "a=b")

    def test_a_file_that_holds_something_else_is_refused(self):
        self.write("x.lambda-test.json", "[]")
        status, _, stderr = self.run_to_end("serve", "--record", "x.lambda-test.json", "--port", "0", "--http-port", "0")
        self.assertEqual(status, 3)
        self.assertIn("nothing can be recorded into it", stderr)
        status, _, stderr = self.run_to_end("serve", "--record", "x.json")
        self.assertEqual(status, 2)
        self.assertIn("--record takes a file named *.lambda-test.json", stderr)


if __name__ == "__main__":
    main()
