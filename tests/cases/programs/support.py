"""What these programs share: a lambdalocal in a clean environment, and functions that hold a line to the test."""

import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import run_case  # noqa: E402  (the runner of the data cases)

BINARY = os.environ["LAMBDALOCAL"]
with open(BINARY, "rb") as _binary:
    IS_SANITIZED = re.search(rb"__[at]san_init", _binary.read()) is not None
SECONDS = 120

# Connects to the test's socket as `name`: while the connection lasts, the process lives, whatever namespace it is in.
CONNECT = """
import os, signal, socket

def connect(name):
    line = socket.socket(socket.AF_UNIX)
    line.connect(os.environ["TEST_SOCKET"])
    line.sendall(name.encode() + b"\\n")
    return line
"""


class LambdalocalTest(unittest.TestCase):
    def setUp(self):
        self.directory = os.path.realpath(tempfile.mkdtemp(prefix="lambdalocal-case-"))
        self.addCleanup(shutil.rmtree, self.directory, ignore_errors=True)
        self.environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": self.path("home"),
                            "XDG_CACHE_HOME": self.path("cache")}
        os.mkdir(self.path("home"))
        self.addCleanup(self.check_survivors)

    def check_survivors(self):
        self.assertEqual(run_case.survivors(), [])

    def path(self, *names):
        return os.path.join(self.directory, *names)

    def write(self, name, text):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def start(self, *arguments, **options):
        """A lambdalocal in a session of its own: its process group is what a terminal's Ctrl-C reaches."""
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                   "cwd": self.directory, "env": self.environment, "start_new_session": True} | options
        return subprocess.Popen([BINARY, *arguments], **options)

    def run_to_end(self, *arguments, **options):
        process = self.start(*arguments, **options)
        try:
            stdout, stderr = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        return process.returncode, *(text if text is None else text.decode() for text in (stdout, stderr))

    def listen(self):
        """The socket that functions connect to; its path is to be passed as TEST_SOCKET, by name: so isolated ones see it."""
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(self.path("s"))
        listener.listen(16)
        listener.settimeout(SECONDS)
        self.addCleanup(listener.close)
        self.environment["TEST_SOCKET"] = self.path("s")
        return listener, ["--pass-env", "TEST_SOCKET"]

    def accept(self, listener, count):
        """`count` connections, by the names their processes gave."""
        lines = {}
        for _ in range(count):
            line, _ = listener.accept()
            line.settimeout(SECONDS)
            self.addCleanup(line.close)
            name = b""
            while not name.endswith(b"\n"):
                received = line.recv(64)
                self.assertTrue(received, "a process ended before it gave its name")
                name += received
            lines[name.decode().strip()] = line
        self.assertEqual(len(lines), count)
        return lines

    def assert_ends(self, lines, seconds):
        """Each process at the other end of a line ends in time; with 0 seconds, it has ended."""
        for name, line in lines.items():
            line.settimeout(seconds)
            try:
                self.assertEqual(line.recv(1), b"", name)
            except (socket.timeout, BlockingIOError):
                self.fail(f"the {name} is still running")
            except ConnectionResetError:
                pass


def main():
    ctypes.CDLL(None).prctl(run_case.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # reset in children, also when we came with it ignored
    unittest.main()
