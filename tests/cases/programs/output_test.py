#!/usr/bin/env python3
"""Where lambdalocal's output goes: exact bytes, readers that are gone, full disks, closed descriptors."""

import os
import subprocess
import unittest

from support import BINARY, IS_SANITIZED, SECONDS, LambdalocalTest, main

ECHO = "def handler(event, context):\n    print('log')\n    return event\n"


class Output(LambdalocalTest):
    def setUp(self):
        super().setUp()
        self.write("function/app.py", ECHO)

    def shell(self, line):
        """(status, stdout, stderr) of a line of bash that may use $L."""
        done = subprocess.run(["bash", "-c", line], cwd=self.directory, env=self.environment | {"L": BINARY},
                              timeout=SECONDS, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.returncode, done.stdout, done.stderr.decode()

    def test_the_payload_is_printed_byte_for_byte_with_one_newline(self):
        every = bytes(range(256)) + b"\n\n"
        self.write("function/app.py", f"def handler(event, context):\n    return bytes.fromhex('{every.hex()}')\n")
        process = self.start("invoke", "function", "--quiet")
        stdout, _ = process.communicate(timeout=SECONDS)
        self.assertEqual(stdout, every + b"\n")

    def test_all_that_a_nodejs_function_wrote_is_shown(self):
        line = "x" * 99 + "\n"
        bodies = {
            "one large write": "process.stdout.write('x'.repeat(99).concat('\\n').repeat(10000));",
            "many lines": "for (let i = 0; i < 10000; i += 1) process.stderr.write('x'.repeat(99) + '\\n');",
            "console": "for (let i = 0; i < 10000; i += 1) console.log('x'.repeat(99));",
            "an exit": "process.stdout.write('x'.repeat(99).concat('\\n').repeat(10000)); process.exit(3);",
        }
        for name, body in bodies.items():
            with self.subTest(name):
                self.write("node/index.js", f"exports.handler = async () => {{ {body} return 1; }};")
                _, _, stderr = self.run_to_end("invoke", "node", "--event", "1", "--repeat", "2")
                self.assertEqual(stderr.count(line), 20000)

    def test_what_a_python_function_leaves_in_a_buffer_is_shown(self):
        self.write("function/app.py", "import sys\n\ndef handler(event, context):\n    sys.stdout.buffer.write(b'left\\n')\n")
        _, _, stderr = self.run_to_end("invoke", "function", "--event", "1", "--repeat", "2")
        self.assertEqual(stderr.count("\nleft\nEND "), 2)

    def test_nothing_but_the_payload_is_on_stdout(self):
        self.assertEqual(self.shell("$L invoke function --event 1 2>/dev/null")[:2], (0, b"1\n"))

    def test_a_payload_that_cannot_be_written_is_an_error(self):
        for where, why in ((">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")):
            status, _, stderr = self.shell(f"$L invoke function --quiet {where}")
            self.assertEqual(status, 70)
            self.assertEqual(stderr, f"lambdalocal: failed to write the payload to standard output: {why}\n")

    def test_a_log_that_cannot_be_written_does_not_keep_the_payload_back(self):
        for where in ("2>/dev/full", "2>&-", "2> >(exec true)"):
            self.assertEqual(self.shell(f"$L invoke function --event 1 {where}")[:2], (0, b"1\n"), where)

    def test_a_reader_that_is_gone_is_no_error(self):
        reader, writer = os.pipe()
        os.close(reader)
        status, _, stderr = self.run_to_end("invoke", "function", "--event", "1", "--quiet", stdout=writer)
        os.close(writer)
        self.assertEqual((status, stderr), (0, ""))

    def test_a_reader_that_leaves_ends_the_repetitions(self):
        line = "set -o pipefail; $L invoke function --event 1 --quiet --repeat 1000000000 | head -n 2"
        self.assertEqual(self.shell(line), (0, b"1\n1\n", ""))

    def test_a_slow_reader_gets_all_of_a_large_payload(self):
        self.write("function/app.py", "def handler(event, context):\n    return 'x' * 6000000\n")
        status, stdout, _ = self.shell("$L invoke function --quiet | { read -r -n 10; wc -c; }")
        self.assertEqual((status, stdout.strip()), (0, str(6000000 + 3 - 10).encode()))

    def test_an_event_may_come_from_a_pipe_with_a_name(self):
        self.assertEqual(self.shell("$L invoke function --quiet --event <(echo 7)"), (0, b"7\n", ""))

    def test_a_closed_stdin_matters_only_to_an_event_on_stdin(self):
        self.assertEqual(self.shell("$L invoke function --event 1 --quiet <&-"), (0, b"1\n", ""))
        status, stdout, stderr = self.shell("$L invoke function --event - --quiet <&-")
        self.assertEqual((status, stdout), (4, b""))
        self.assertIn("cannot read standard input: Bad file descriptor", stderr)

    def test_all_three_closed_it_still_runs(self):
        self.write("function/app.py", "def handler(event, context):\n    open('ran', 'w')\n    print('x')\n")
        self.shell("$L invoke function --isolation off <&- >&- 2>&-")
        self.assertTrue(os.path.exists(self.path("function/ran")))

    @unittest.skipIf(IS_SANITIZED, "the sanitizers need descriptors, too")
    def test_too_few_file_descriptors_are_an_error(self):
        for limit in (5, 8, 9, 13):
            status, stdout, stderr = self.shell(f"ulimit -n {limit}; exec $L invoke function --event 1 --quiet")
            self.assertEqual((status, stdout), (70, b""))
            self.assertRegex(stderr, "lambdalocal: failed to .*: Too many open files")


if __name__ == "__main__":
    main()
