#!/usr/bin/env python3
"""Layers that functions name by their ARNs: a file that stands for one, and `layers pull` with an `aws` that is ours."""

import base64
import hashlib
import http.server
import io
import json
import os
import threading
import unittest
import zipfile

from support import LambdalocalTest, main

ARN = "arn:aws:lambda:eu-west-1:123456789012:layer:tools:7"
AWS = """#!/bin/sh
echo "$@" >> {calls}
cat {answer}
exit {status}
"""


def archive(text):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("python/tools.py", f"WORD = {text!r}\n")
    return written.getvalue()


class Layers(LambdalocalTest):
    def setUp(self):
        super().setUp()
        self.environment["XDG_DATA_HOME"] = self.path("data")
        self.environment["PATH"] = self.path("bin") + ":" + self.environment["PATH"]
        self.write("function/app.py", "import tools\n\ndef handler(event, context):\n    return tools.WORD\n")
        self.write("lambdalocal.json", json.dumps({"Functions": {"fn": {"CodeUri": "function", "Layers": [ARN]}}}))
        self.served = archive("pulled")
        test = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200 if self.path == "/layer?signature=1" else 403)
                self.send_header("Content-Length", str(len(test.served)))
                self.end_headers()
                self.wfile.write(test.served)

            def log_message(self, *arguments):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.location = f"http://127.0.0.1:{server.server_address[1]}/layer?signature=1"

    def aws_answers(self, content, digest=None, status=0):
        digest = digest or base64.b64encode(hashlib.sha256(content).digest()).decode()
        self.write("answer.json", json.dumps({"Content": {"Location": self.location, "CodeSha256": digest}}))
        self.write("bin/aws", AWS.format(calls=self.path("calls"), answer=self.path("answer.json"), status=status))
        os.chmod(self.path("bin/aws"), 0o755)
        return digest

    def test_a_file_stands_for_a_layer(self):
        with open(self.path("mine.zip"), "wb") as file:
            file.write(archive("mine"))
        status, stdout, stderr = self.run_to_end("invoke", "fn", "--layer-path", ARN + "=mine.zip")
        self.assertEqual((status, stdout), (0, '"mine"\n'), stderr)

    def test_without_it_what_to_do_is_said_and_nothing_is_fetched(self):
        self.aws_answers(self.served)
        status, _, stderr = self.run_to_end("invoke", "fn")
        self.assertEqual(status, 8)
        self.assertIn("lambdalocal layers pull " + ARN, stderr)
        self.assertIn("--layer-path", stderr)
        self.assertFalse(os.path.exists(self.path("calls")))

    def test_a_layer_that_was_pulled_is_used(self):
        digest = self.aws_answers(self.served)
        status, stdout, stderr = self.run_to_end("layers", "pull", ARN)
        self.assertEqual((status, stdout.split()[:2]), (0, [ARN, digest]), stderr)
        with open(self.path("calls"), encoding="utf-8") as file:
            self.assertEqual(file.read(), f"lambda get-layer-version-by-arn --arn {ARN} --region eu-west-1 --output json\n")
        self.assertEqual(self.run_to_end("layers", "list")[1], stdout)
        status, stdout, stderr = self.run_to_end("invoke", "fn")
        self.assertEqual((status, stdout), (0, '"pulled"\n'), stderr)

    def test_what_is_not_what_aws_says_is_refused(self):
        self.aws_answers(b"another")
        status, _, stderr = self.run_to_end("layers", "pull", ARN)
        self.assertEqual(status, 3, stderr)
        self.assertIn("what was fetched has the digest", stderr)
        self.assertEqual(self.run_to_end("layers", "list")[1], "")

    def test_what_is_not_what_it_was_is_refused(self):
        self.aws_answers(self.served)
        self.assertEqual(self.run_to_end("layers", "pull", ARN)[0], 0)
        self.served = archive("another")
        self.aws_answers(self.served)
        status, _, stderr = self.run_to_end("layers", "pull", ARN)
        self.assertEqual(status, 3, stderr)
        self.assertIn("is pinned to", stderr)

    def test_an_aws_that_fails_is_told(self):
        self.aws_answers(self.served, status=254)
        status, _, stderr = self.run_to_end("layers", "pull", ARN)
        self.assertEqual(status, 70)
        self.assertIn("did not succeed", stderr)

    def test_an_address_is_told_without_its_signature(self):
        self.location = self.location.replace("signature=1", "signature=expired")
        self.aws_answers(self.served)
        status, _, stderr = self.run_to_end("layers", "pull", ARN)
        self.assertEqual(status, 70)
        self.assertNotIn("expired", stderr)

    def test_what_is_no_layer_s_version_is_a_usage_error(self):
        for arguments in ["pull", "arn:aws:lambda:eu-west-1:123456789012:layer:tools"], ["pull"], ["push"], []:
            status, _, stderr = self.run_to_end("layers", *arguments)
            self.assertEqual(status, 2, stderr)


if __name__ == "__main__":
    main()
