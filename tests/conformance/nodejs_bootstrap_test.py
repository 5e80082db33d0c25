#!/usr/bin/env python3
"""What the Node.js bootstrap promises beyond AWS's client: one write per invocation, log records that stay whole, last
words of a dying process, streams that are cut, signals left to the function. No network; node of PATH is tested with
both personalities. Exit status 77: there is no node."""
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from runtime_api_server import Session, base_environment  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BOOTSTRAP = os.path.join(SOURCE, "emulator", "runtimes", "nodejs", "bootstrap")
NODE = shutil.which("node")
RUNTIMES = {"callbacks": "nodejs22.x", "promises": "nodejs24.x"}


def command_of(personality):
    return [NODE, os.path.join(BOOTSTRAP, personality + ".cjs")]


class Platform:
    """A Runtime API of bare sockets: one connection, bytes as they come."""

    def __init__(self, task, personality, handler):
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(4)
        address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        environment = base_environment(task, RUNTIMES[personality], handler, BOOTSTRAP, AWS_LAMBDA_RUNTIME_API=address)
        self.process = subprocess.Popen(command_of(personality), env=environment, cwd=task, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.accept()

    def accept(self):
        self.listener.settimeout(90)
        self.connection, _ = self.listener.accept()
        self.connection.settimeout(90)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read(self):
        return self.connection.recv(1 << 20)

    def send_event(self, body=b"{}", pieces=1, before=b""):
        head = (b"HTTP/1.1 200 OK\r\nLAMBDA-runtime-aws-request-id:  r-1 \r\nLambda-Runtime-Deadline-Ms: 1\r\n"
                b"Lambda-Runtime-Invocation-Id: attempt-1\r\ncontent-length: %d\r\n\r\n" % len(body))
        data = before + head + body
        step = max(1, len(data) // pieces)
        for at in range(0, len(data), step):
            self.connection.sendall(data[at:at + step])

    def close(self):
        self.connection.close()
        self.listener.close()
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()


ACCEPTED = b'HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{"status":"OK"}\n'


def both(test):
    def run(self):
        for personality in RUNTIMES:
            with self.subTest(personality):
                test(self, personality)
    return run


class BootstrapTest(unittest.TestCase):
    def setUp(self):
        self.task = tempfile.mkdtemp(prefix="lambdalocal-node-")
        self.addCleanup(shutil.rmtree, self.task)

    def write(self, name, text):
        with open(os.path.join(self.task, name), "w") as file:
            file.write(textwrap.dedent(text))

    def platform(self, personality, handler="index.handler"):
        platform = Platform(self.task, personality, handler)
        self.addCleanup(platform.close)
        return platform

    def session(self, personality, handler="index.handler", telemetry="stdout", **variables):
        environment = base_environment(self.task, RUNTIMES[personality], handler, BOOTSTRAP, **variables)
        return Session(command_of(personality), environment, self.task, telemetry=telemetry)

    @both
    def test_a_result_and_the_next_poll_leave_in_one_write(self, personality):
        self.write("index.js", "exports.handler = async (event) => event;")
        platform = self.platform(personality)
        self.assertTrue(platform.read().startswith(b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n"))
        for number in range(3):
            platform.send_event(b'{"a":"\xc3\xa9"}', before=ACCEPTED if number else b"")
            sent = platform.read()
            self.assertTrue(sent.startswith(b"POST /2018-06-01/runtime/invocation/r-1/response HTTP/1.1\r\n"), sent)
            self.assertIn(b"\r\nLambda-Runtime-Invocation-Id: attempt-1\r\n", sent)
            self.assertIn(b'\r\nContent-Length: 10\r\n\r\n{"a":"\xc3\xa9"}GET /2018', sent)
            self.assertTrue(sent.endswith(b"\r\n\r\n"))

    @both
    def test_what_was_written_is_there_before_the_next_poll(self, personality):
        million = "'x'.repeat(1e6)"
        worker = ("const { Worker } = require('worker_threads');\n"
                  "const code = \"for (let line = 0; line < 2000; line += 1) console.log('w'.repeat(99));\";\n")
        wait = "await new Promise((resolve) => new Worker(code, { eval: true }).on('exit', resolve));"
        bodies = {
            "a large write": ("", f"process.stdout.write({million});", 1000000),
            "both streams": ("", f"process.stdout.write({million}); process.stderr.write({million});", 2000000),
            "many lines": ("", "for (let line = 0; line < 9999; line += 1) process.stdout.write('x'.repeat(99) + '\\n');",
                           999900),
            "a file write of node's threads": ("", f"require('fs').write(1, {million}, () => {{}});", 1000000),
            "a stream that does not wait": (
                "", f"process.stdout._handle.setBlocking(false); process.stdout.write({million});", 1000000),
            "a corked stream that is never uncorked": ("", "process.stderr.cork(); process.stderr.write('x');", 0),
            "a worker thread": (worker, wait, 200000),
        }
        for name, (before, statement, size) in bodies.items():
            with self.subTest(name):
                self.write("index.js", f"{before}exports.handler = async () => {{ {statement} return 1; }};")
                platform = self.platform(personality)
                platform.read()
                for number in range(3):
                    platform.send_event(b"{}", before=ACCEPTED if number else b"")
                    self.assertEqual(self.written_before_poll(platform), size)

    # How many bytes the process has written when its next poll arrives, read as slowly as the platform may.
    def written_before_poll(self, platform):
        pipes = [platform.process.stdout.fileno(), platform.process.stderr.fileno()]
        sent, size = b"", 0
        while b"GET /2018-06-01/runtime/invocation/next" not in sent:
            readable, _, _ = select.select([platform.connection, *pipes], [], [], 90)
            self.assertTrue(readable)
            if platform.connection in readable:
                sent += platform.read()
            for pipe in pipes:
                if pipe in readable:
                    size += len(os.read(pipe, 10000))
        for pipe in pipes:
            while select.select([pipe], [], [], 0)[0]:
                size += len(os.read(pipe, 1 << 20))
        return size

    @both
    def test_an_event_may_come_in_any_pieces(self, personality):
        self.write("index.js", "exports.handler = async (event) => event;")
        body = json.dumps({"text": "\u00e9\U0001f600" * 50}, ensure_ascii=False, separators=(",", ":")).encode()
        platform = self.platform(personality)
        platform.read()
        for pieces in (200, 7, 2):
            platform.send_event(body, pieces, before=ACCEPTED if pieces != 200 else b"")
            self.assertIn(b"\r\n\r\n" + body + b"GET ", platform.read())

    @both
    def test_the_attempt_is_named_in_errors_and_streams_too(self, personality):
        self.write("index.js", """
            exports.handler = async () => { throw new Error('x'); };
            exports.stream = awslambda.streamifyResponse(async (event, stream) => { stream.end('x'); });""")
        for handler, path in (("index.handler", b"/error "), ("index.stream", b"/response ")):
            platform = self.platform(personality, handler)
            platform.read()
            platform.send_event()
            head = platform.read().split(b"\r\n\r\n")[0]
            self.assertIn(path, head)
            self.assertIn(b"\r\nLambda-Runtime-Invocation-Id: attempt-1", head)

    @both
    def test_the_first_streamed_chunk_leaves_with_its_head_in_one_write(self, personality):
        self.write("index.js", """
            exports.handler = awslambda.streamifyResponse(async (event, stream) => {
              stream.write('first');
              await new Promise((resolve) => { setTimeout(resolve, 5000); });
            });""")
        platform = self.platform(personality)
        platform.read()
        platform.send_event()
        self.assertTrue(platform.read().endswith(b"\r\n\r\n5\r\nfirst\r\n"))

    @both
    def test_an_aborted_stream_is_cut_and_the_runtime_polls_again(self, personality):
        self.write("index.js", """
            const { pipeline } = require('stream/promises');
            exports.handler = awslambda.streamifyResponse((event, stream) => pipeline(async function* () {
              yield 'some';
              await new Promise((resolve) => { setTimeout(resolve, 20); });
              throw new Error('source broke');
            }, stream));""")
        platform = self.platform(personality)
        platform.read()
        platform.send_event()
        sent = b""
        while True:
            more = platform.read()
            if not more:
                break
            sent += more
        self.assertTrue(sent.endswith(b"4\r\nsome\r\n"), sent)
        platform.connection.close()
        platform.accept()
        self.assertTrue(platform.read().startswith(b"GET /2018-06-01/runtime/invocation/next"))

    @both
    def test_an_error_name_cannot_forge_headers(self, personality):
        self.write("index.js", "const e = new Error('x'); e.name = 'A\\r\\nX-Forged: 1'; throw e;")
        with self.session(personality) as session:
            self.assertEqual(session.wait_for_init(), "init_error")
        headers = session.server.init_outcome.headers
        self.assertEqual(headers["lambda-runtime-function-error-type"], "A??X-Forged: 1")
        self.assertNotIn("x-forged", headers)

    @both
    def test_large_results_arrive_whole(self, personality):
        self.write("index.js", "exports.handler = async () => '\\u00e9'.repeat(5000000);")
        with self.session(personality) as session:
            for _ in range(2):
                self.assertEqual(session.invoke("{}").body, b'"' + "\u00e9".encode() * 5000000 + b'"')

    @both
    def test_records_stay_whole_and_in_order_with_plain_output(self, personality):
        self.write("index.js", """
            exports.handler = async () => {
              console.log('first\\nsecond');
              process.stdout.write('plain\\n');
              console.error('x'.repeat(1000000));
              process.stdout.write('y'.repeat(10000) + '\\n');
              console.log('last');
            };""")
        with self.session(personality) as session:
            session.invoke("{}")
        shown = [(frame.kind, frame.level, re.sub(rb"^\S+\t\S+\t\S+\t", b"", frame.data)) for frame in session.frames]
        self.assertEqual(shown, [("text", "INFO", b"first\nsecond\n"), ("plain", None, b"plain\n"),
                                 ("text", "ERROR", b"x" * 1000000 + b"\n"), ("plain", None, b"y" * 10000 + b"\n"),
                                 ("text", "INFO", b"last\n")])

    def test_what_a_dying_process_reports_arrives_whole(self):
        self.write("index.js", """
            exports.handler = async () => {
              setTimeout(() => { throw new Error('z'.repeat(3000000)); }, 5);
              await new Promise((resolve) => { setTimeout(resolve, 1000); });
            };""")
        with self.session("callbacks") as session:
            outcome = session.invoke("{}")
            self.assertEqual(session.wait_for_exit(), 129)
        self.assertEqual(outcome.kind, "error")
        self.assertEqual(len(json.loads(outcome.body)["errorMessage"]), 3000000)

    def test_a_result_given_just_before_the_exit_is_delivered(self):
        self.write("index.js", """
            exports.handler = (event, context) => { context.succeed('done'); process.exit(7); };""")
        with self.session("callbacks") as session:
            self.assertEqual(session.invoke("{}").body, b'"done"')
            self.assertEqual(session.wait_for_exit(), 7)

    @both
    def test_sigterm_is_the_functions(self, personality):
        self.write("index.js", """
            process.on('SIGTERM', () => { console.log('cleaning up'); process.exit(0); });
            exports.handler = async () => 1;
            exports.other = async () => 1;""")
        self.write("plain.js", "exports.handler = async () => 1;")
        for handler, code in (("index.handler", 0), ("plain.handler", -signal.SIGTERM)):
            with self.session(personality, handler) as session:
                session.invoke("{}")
                session.signal(signal.SIGTERM)
                self.assertEqual(session.wait_for_exit(), code)
            self.assertEqual(b"cleaning up" in session.stdout, code == 0)

    @both
    def test_the_runtime_ends_quietly_when_the_platform_is_gone(self, personality):
        self.write("index.js", "exports.handler = async () => 1;")
        platform = self.platform(personality)
        platform.read()
        platform.connection.close()
        self.assertEqual(platform.process.wait(20), 1)
        self.assertEqual(platform.process.stdout.read() + platform.process.stderr.read(), b"")

    @both
    def test_handlers_see_nothing_of_the_bootstraps_own(self, personality):
        self.write("index.js", """
            exports.handler = async () => [process.argv.length, process.env._LAMBDA_TELEMETRY_LOG_FD === undefined,
              Object.keys(globalThis).filter((name) => !['awslambda'].includes(name)).length];
            exports.plain = Object.keys(globalThis).length;""")
        bare = subprocess.run([NODE, "-p", "Object.keys(globalThis).length"], stdout=subprocess.PIPE).stdout
        with self.session(personality) as session:
            self.assertEqual(json.loads(session.invoke("{}").body)[:2], [2, True])
            self.assertLessEqual(json.loads(session.invoke("{}").body)[2], int(bare))


if __name__ == "__main__":
    if not NODE:
        print("skipped: there is no node on PATH")
        sys.exit(77)
    unittest.main()
