#!/usr/bin/env python3
"""`lambdalocal test --watch`: what is run again after which change, and how it ends."""

import json
import os
import pty
import signal
import threading
import time

from support import SECONDS, LambdalocalTest, main

CLOCK_REALTIME_COARSE = 5  # of Linux: that of FileTime::now()
CODE = "def handler(event, context):\n    return %s\n"
WRITABLE = {"Isolation": "off"}  # isolated, the package is read-only and other files are not seen
WRITER = """import os

def handler(event, context):
    with open(os.path.dirname(__file__) + "/count.txt", "a") as file:
        file.write("x")
    return 1
"""
CASES = "Function: %s\nCases:\n  one:\n    Event: {n: %d}\n    Expect: {Payload: 1}\n"


class Watch(LambdalocalTest):
    def setUp(self):
        super().setUp()
        self.write("a/app.py", CODE % 1)
        self.write("b/app.py", CODE % 1)
        self.write("lambdalocal.json", json.dumps({"Functions": {"a": {"CodeUri": "a"}, "b": {"CodeUri": "b"}}}))
        self.write("a.lambda-test.yaml", CASES % ("a", 1))
        self.write("b.lambda-test.yaml", CASES % ("b", 1))

    def watch(self, *arguments):
        """A run that waits for changes: its lines; self.run_lines() gives those of the next one."""
        self.let_the_clock_go_on()
        self.process = self.start("test", "--watch", "--jobs", "1", *arguments)
        self.addCleanup(self.end)
        self.errors, self.said = [], threading.Condition()
        self.reader = threading.Thread(target=self.read_on)
        self.reader.start()
        return self.run_lines()

    def let_the_clock_go_on(self):
        """What is stamped with the very time at which a run begins may have changed after it was read."""
        self.write("home/probe", "")
        while time.clock_gettime_ns(CLOCK_REALTIME_COARSE) <= os.stat(self.path("home/probe")).st_mtime_ns:
            pass

    def read_on(self):
        for line in self.process.stderr:
            with self.said:
                self.errors.append(line.decode())
                self.said.notify_all()

    def wait_for(self, text, count=1):
        with self.said:
            self.assertTrue(self.said.wait_for(lambda: "".join(self.errors).count(text) >= count, SECONDS), self.errors)

    def run_lines(self):
        lines = []
        while not lines or " in " not in lines[-1]:
            line = self.process.stdout.readline().decode()
            self.assertTrue(line, "it ended: " + "".join(self.errors))
            lines.append(line)
        return [" ".join(line.split()[:3]) for line in lines]

    def end(self, number=signal.SIGINT):
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        status = self.process.wait(SECONDS)
        self.reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return status

    def test_what_a_change_concerns_is_run_again_and_nothing_else(self):
        self.assertEqual(self.watch(), ["passed a.lambda-test.yaml: one", "passed b.lambda-test.yaml: one", "2 passed in"])
        self.wait_for("waiting for changes")
        self.write("a/app.py", CODE % 2)
        lines = self.run_lines()
        self.assertEqual((lines[0], lines[-1]), ("failed a.lambda-test.yaml: one", "0 passed, 1"))
        self.write("a/app.py", CODE % 1)
        self.assertEqual(self.run_lines(), ["passed a.lambda-test.yaml: one", "1 passed in"])
        self.write("b.lambda-test.yaml", CASES % ("b", 2))
        self.assertEqual(self.run_lines(), ["passed b.lambda-test.yaml: one", "1 passed in"])
        self.write("c.lambda-test.yaml", CASES % ("b", 3))
        self.assertEqual(self.run_lines(), ["passed c.lambda-test.yaml: one", "1 passed in"])
        self.write("lambdalocal.json", json.dumps({"Functions": {"a": {"CodeUri": "b"}, "b": {"CodeUri": "b"}}}))
        self.assertEqual(len(self.run_lines()), 4)
        self.wait_for("waiting for changes", 6)
        self.assertEqual(self.end(), 0)

    def test_a_terminal_has_the_number_of_cases_where_results_are_not_shown_on_it(self):
        for quiet in ([], ["-q"]):
            ours, terminal = pty.openpty()
            process = self.start("test", *quiet, stderr=terminal, env=self.environment | {"TERM": "xterm"})
            os.close(terminal)
            stdout, _ = process.communicate(timeout=SECONDS)
            said = os.read(ours, 4096).replace(b"\r\x1b[K" * 2, b"\r\x1b[K")
            os.close(ours)
            self.assertIn(b"\r\x1b[K1 of 2 cases\r\x1b[K2 of 2 cases\r\x1b[K", said)
            self.assertIn(b"2 passed", stdout)
        self.assertNotIn("cases", self.run_to_end("test")[2])

    def test_what_a_build_leaves_among_the_sources_runs_nothing_again(self):
        tool = 'mkdir -p dist; echo "def handler(event, context): return $(cat value)" >dist/app.py'
        self.write("lambdalocal.json", json.dumps({"Functions": {"a": {"CodeUri": "dist", "Build": tool}}}))
        self.write("value", "1")
        os.remove(self.path("b.lambda-test.yaml"))
        self.environment["XDG_CACHE_HOME"] = self.path(".cache")
        self.assertEqual(self.watch("--build")[-1], "1 passed in")
        for value, expected in ((2, "0 passed, 1"), (1, "1 passed in")) * 3:
            self.write("value", str(value))
            self.assertEqual(self.run_lines()[-1], expected, "".join(self.errors))

    def test_an_event_file_concerns_its_cases(self):
        self.write("event.json", "{}")
        self.write("b.lambda-test.yaml", "Function: b\nCases:\n  x:\n    EventFile: event.json\n    Expect: {Payload: 1}\n"
                                         "  y:\n    Expect: {Payload: 1}\n")
        self.assertEqual(self.watch()[-1], "3 passed in")
        self.wait_for("waiting for changes")
        self.write("event.json", "[]")
        self.assertEqual(self.run_lines(), ["passed b.lambda-test.yaml: x", "1 passed in"])

    def test_a_file_that_cannot_be_read_is_told_and_runs_once_it_can(self):
        self.watch()
        self.wait_for("waiting for changes")
        self.write("a.lambda-test.yaml", "Cases: [")
        self.wait_for("waiting for changes", 2)
        self.wait_for("a.lambda-test.yaml:1")
        self.write("a.lambda-test.yaml", CASES % ("a", 2))
        self.assertEqual(self.run_lines(), ["passed a.lambda-test.yaml: one", "1 passed in"])

    def test_what_a_function_writes_and_reports_do_not_run_it_again_for_ever(self):
        self.write("a/app.py", WRITER)
        self.write("lambdalocal.json", json.dumps({"Functions": {"a": {"CodeUri": "a", **WRITABLE}, "b": {"CodeUri": "."}}}))
        self.watch("--junit", "results.xml", "a.lambda-test.yaml")
        for count in range(1, 6):
            self.wait_for("waiting for changes", count)
            self.write("a/other.py", "VALUE = %d\n" % count)
            self.wait_for("a has changed", count)
        self.assertLessEqual("".join(self.errors).count("has changed"), 8)  # the first changes of count.txt may be somebody's

    def test_ctrl_c_ends_with_the_code_of_the_last_run_and_in_the_first_one_with_130(self):
        self.write("a/app.py", CODE % 2)
        self.watch()
        self.wait_for("waiting for changes")
        self.assertEqual(self.end(), 1)
        self.write("a/app.py", "import os, sys, time\n\ndef handler(event, context):\n    open(%r, 'w').close()\n"
                               "    time.sleep(100)\n" % self.path("running"))
        self.write("lambdalocal.json", json.dumps({"Functions": {"a": {"CodeUri": "a", "Timeout": 200, **WRITABLE}}}))
        os.remove(self.path("b.lambda-test.yaml"))
        os.mkfifo(self.path("running"))
        process = self.start("test", "--watch")
        with open(self.path("running"), "rb"):
            os.killpg(process.pid, signal.SIGINT)
        self.assertEqual(process.wait(SECONDS), 130)
        process.stdout.close()
        process.stderr.close()


if __name__ == "__main__":
    main()
