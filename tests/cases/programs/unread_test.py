#!/usr/bin/env python3
"""A stderr or stdout that nobody reads (Ctrl-S, `less`, a pipe of a program that is busy): it stops neither lambdalocal nor its
end, `invoke` loses nothing of it, and `serve` says what it dropped."""

import os
import re
import signal
import time

from serving import ServeTest
from support import SECONDS, main

WRITABLE = "--isolation", "off"  # where a function says by a file that it has run
LINES = 3000
LINE = "x" * 99

# More than a pipe holds; the file tells that it could all be written.
CHATTY = f"""
def handler(event, context):
    for _ in range({LINES}):
        print("{LINE}")
    open(event, "w").close()
    return event
"""


class Unread(ServeTest):
    def setUp(self):
        super().setUp()
        self.write("chatty/app.py", CHATTY)

    def test_invoke_goes_on_and_loses_nothing(self):
        ran = self.path("ran")
        process = self.start("invoke", "chatty", *WRITABLE, "--event", f'"{ran}"')
        self.wait_for_file(ran)
        self.assertIsNone(process.poll())
        stdout, stderr = process.communicate(timeout=SECONDS)
        self.assertEqual(stdout.decode(), f'"{ran}"\n')
        self.assertEqual(stderr.decode().splitlines().count(LINE), LINES)
        self.assertRegex(stderr.decode().splitlines()[-1], "^REPORT ")

    def test_ctrl_c_ends_an_invoke_whose_log_or_payload_is_not_read(self):
        self.write("big/app.py", "def handler(event, context):\n    open(event, 'w').close()\n    return 'x' * 1000000\n")
        for function in ("chatty", "big"):
            ran = self.path("ran-" + function)
            process = self.start("invoke", function, *WRITABLE, "--event", f'"{ran}"')
            self.wait_for_file(ran)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(SECONDS), 130)
            process.communicate()

    def test_serve_goes_on_says_what_it_dropped_and_ends_at_once(self):
        self.serve("chatty", *WRITABLE, is_read=False)
        ran = self.path("ran")
        calls = 40  # 12 MB of log
        for _ in range(calls):
            self.assertEqual(self.invoke("chatty", ran)[2].decode(), f'"{ran}"')
        self.read()
        self.wait_for_line("^lambdalocal: [0-9]+ lines of the log were dropped, as stderr was not read$")
        self.assertEqual(self.invoke("chatty", ran)[0], 200)
        self.assertEqual(self.stop(), 0)
        dropped = sum(int(told[1]) for line in self.lines if (told := re.match(r"lambdalocal: (\d+) lines of the log", line)))
        shown = len([line for line in self.lines if not line.startswith("lambdalocal: ")])
        self.assertGreater(dropped, 0)
        per_call = LINES + 3  # START, END, REPORT; and INIT_START for each environment
        self.assertGreaterEqual(shown + dropped, (calls + 1) * per_call + 1)
        self.assertLessEqual(shown + dropped, (calls + 1) * per_call + 3)

    def test_ctrl_c_ends_a_serve_whose_log_is_never_read(self):
        self.serve("chatty", *WRITABLE, is_read=False)
        for _ in range(40):
            self.assertEqual(self.invoke("chatty", self.path("ran"))[0], 200)
        self.process.send_signal(signal.SIGINT)
        self.assertEqual(self.process.wait(SECONDS), 0)

    def wait_for_file(self, name):
        deadline = time.monotonic() + SECONDS
        while not os.path.exists(name):
            self.assertLess(time.monotonic(), deadline, name)
            time.sleep(0.005)


if __name__ == "__main__":
    main()
