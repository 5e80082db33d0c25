#!/usr/bin/env python3
"""Functions without a network: nothing of the machine can be reached, and their own APIs can."""

import json
import socket
import subprocess
import unittest

from serving import ServeTest
from support import BINARY, main

REACHES = '''
import os, socket, urllib.request

def outcome(address):
    try:
        socket.create_connection(address, 5).close()
        return "reached"
    except OSError as error:
        return error.strerror

def handler(event, context):
    """What can be reached, and where the function listens."""
    if event == "secret":
        request = urllib.request.Request("http://localhost:2773/secretsmanager/get?secretId=db",
                                         headers={"X-Aws-Parameters-Secrets-Token": os.environ["AWS_SESSION_TOKEN"]})
        return urllib.request.urlopen(request, timeout=20).status
    with socket.socket() as own:
        own.bind(("127.0.0.1", event))  # taken on the machine
        own.listen()
        mine = outcome(("sandbox.localdomain", event))
    return {"machine": outcome(("127.0.0.1", event)), "mine": mine, "outside": outcome(("198.51.100.1", 80)),
            "api": os.environ["AWS_LAMBDA_RUNTIME_API"]}
'''
LAYER = "arn:aws:lambda:us-east-1:177933569100:layer:AWS-Parameters-and-Secrets-Lambda-Extension:17"


def has_own_networks():
    found = subprocess.run([BINARY, "doctor", "--json"], capture_output=True, text=True, cwd="/", check=False)
    return any(check["Check"] == "own network" and check["Result"] == "Ok" for check in json.loads(found.stdout))


class Network(ServeTest):
    def setUp(self):
        super().setUp()
        self.write("reaches/app.py", REACHES)
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        self.addCleanup(listener.close)
        self.port = listener.getsockname()[1]

    @unittest.skipUnless(has_own_networks(), "no network namespaces here")
    def test_nothing_is_reached_but_what_is_inside(self):
        self.write("lambdalocal.json", json.dumps({"Functions": {"reaches": {"CodeUri": "reaches", "Network": "none"}}}))
        self.serve()
        for _ in range(2):
            found = json.loads(self.invoke("reaches", self.port)[2])
            self.assertEqual(found, {"machine": "Connection refused", "mine": "reached",
                                     "outside": "Network is unreachable", "api": "127.0.0.1:9001"})

    @unittest.skipUnless(has_own_networks(), "no network namespaces here")
    def test_environments_side_by_side_have_each_their_own(self):
        self.write("lambdalocal.json", json.dumps({"Functions": {
            name: {"CodeUri": "reaches", "Network": "none"} for name in ("one", "two")}}))
        self.serve()
        for name in "one", "two", "one":
            self.assertEqual(json.loads(self.invoke(name, self.port)[2])["api"], "127.0.0.1:9001")

    @unittest.skipUnless(has_own_networks(), "no network namespaces here")
    def test_the_secrets_are_inside(self):
        self.write("secrets.json", json.dumps({"db": "hush"}))
        status, stdout, stderr = self.run_to_end("invoke", "reaches", "--event", '"secret"', "--layer", LAYER, "--secrets",
                                                 "secrets.json", "--network", "none", "--timeout", "30")
        self.assertEqual((status, stdout), (0, "200\n"), stderr)

    def test_with_isolation_off_there_is_none_without(self):
        status, _, stderr = self.run_to_end("invoke", "reaches", "--network", "none", "--isolation", "off")
        self.assertEqual(status, 3)
        self.assertIn("without a network: that takes isolation", stderr)

    def test_functions_that_are_to_call_each_other_need_one(self):
        self.write("lambdalocal.json", json.dumps({"Functions": {"reaches": {"CodeUri": "reaches", "Network": "none"}}}))
        self.serve("--connect")
        status, _, body = self.invoke("reaches", self.port)
        self.assertNotEqual(status, 200)
        self.assertIn("leave out --connect", body.decode() + "".join(self.lines))


if __name__ == "__main__":
    main()
