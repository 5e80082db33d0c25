#!/usr/bin/env python3
"""How lambdalocal ends, and that nothing of it stays: Ctrl-C, the other signals, kill -9; several at once."""

import contextlib
import os
import pty
import signal
import time

from support import BINARY, CONNECT, SECONDS, LambdalocalTest, main

# A handler that never answers, ignores what may be ignored, and has a daemon: double-forked, in a session of its own.
STUBBORN = CONNECT + """
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)

def handler(event, context):
    line = connect("runtime")
    if os.fork() == 0:
        line.close()
        os.setsid()
        if os.fork() == 0:
            os.setsid()
            os.closerange(0, 64)
            line = connect("daemon")
            signal.pause()
        os._exit(0)
    signal.pause()
"""

# Answers its event when the test says so.
WAITING = CONNECT + """
def handler(event, context):
    line = connect(event)
    return [event, line.recv(1).decode()]
"""


class Lifetime(LambdalocalTest):
    def start_stubborn(self):
        self.write("function/app.py", STUBBORN)
        listener, environment = self.listen()
        process = self.start("invoke", "function", "--timeout", "600", *environment)
        return process, self.accept(listener, 2)

    def end_by(self, number, status):
        process, lines = self.start_stubborn()
        os.killpg(process.pid, number)
        _, stderr = process.communicate(timeout=SECONDS)
        self.assertEqual(process.returncode, status, stderr)
        self.assert_ends(lines, 0)  # before lambdalocal does
        os.unlink(self.path("s"))

    def test_a_function_has_no_terminal_though_lambdalocal_has(self):
        self.write("function/app.py", "def handler(event, context):\n    return open('/dev/tty').fileno()\n")
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.directory)
            os.execve(BINARY, [BINARY, "invoke", "function"], self.environment)
        said = b""
        with contextlib.suppress(OSError):  # the end of a terminal is an error
            while piece := os.read(terminal, 4096):
                said += piece
        _, status = os.waitpid(child, 0)
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(status), 1, said)
        self.assertIn(b"No such device or address: '/dev/tty'", said)

    def test_ctrl_c_ends_everything_and_exits_with_130(self):
        self.end_by(signal.SIGINT, 130)

    def test_ctrl_c_takes_less_than_a_second(self):
        """Of three, so that a busy machine does not decide."""
        best = SECONDS
        for _ in range(3):
            process, lines = self.start_stubborn()
            began = time.monotonic()
            os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=SECONDS)
            best = min(best, time.monotonic() - began)
            self.assert_ends(lines, 2)
            os.unlink(self.path("s"))
        self.assertLess(best, 1)

    def test_sigterm_and_a_closed_terminal_end_everything(self):
        self.end_by(signal.SIGTERM, 143)
        self.end_by(signal.SIGHUP, 129)

    def test_ctrl_c_during_init_ends_everything(self):
        self.write("function/app.py", CONNECT + "line = connect('init')\nsignal.pause()\n\n"
                                                "def handler(event, context): pass\n")
        listener, environment = self.listen()
        process = self.start("invoke", "function", *environment)
        lines = self.accept(listener, 1)
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=SECONDS)
        self.assertEqual(process.returncode, 130)
        self.assert_ends(lines, 0)

    def test_kill_9_leaves_nothing_alive(self):
        process, lines = self.start_stubborn()
        process.kill()
        process.communicate(timeout=SECONDS)  # to the end of its pipes: nobody holds them
        self.assert_ends(lines, 2)

    def test_kill_9_of_the_process_group_leaves_nothing_alive(self):
        process, lines = self.start_stubborn()
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=SECONDS)
        self.assert_ends(lines, 2)

    def test_a_daemon_of_the_handler_ends_after_the_last_invocation(self):
        self.write("function/app.py",
                   STUBBORN.removesuffix("    signal.pause()\n") + "    return line.recv(1).decode()\n")
        listener, environment = self.listen()
        process = self.start("invoke", "function", "--timeout", "600", *environment)
        lines = self.accept(listener, 2)
        lines["runtime"].sendall(b"x")
        stdout, _ = process.communicate(timeout=SECONDS)
        self.assertEqual((process.returncode, stdout), (0, b'"x"\n'))
        self.assert_ends(lines, 2)

    def test_two_at_once_of_one_function_do_not_disturb_each_other(self):
        self.write("function/app.py", WAITING)
        listener, environment = self.listen()
        processes = {name: self.start("invoke", "function", "--event", f'"{name}"', "--timeout", "60", "--quiet",
                                      *environment) for name in ("first", "second")}
        lines = self.accept(listener, 2)  # both handlers run now
        for name, letter in (("second", b"2"), ("first", b"1")):
            lines[name].sendall(letter)
            stdout, stderr = processes[name].communicate(timeout=SECONDS)
            self.assertEqual((processes[name].returncode, stdout, stderr),
                             (0, f'["{name}", "{letter.decode()}"]\n'.encode(), b""))

    def test_kill_9_of_one_leaves_the_other_alone(self):
        self.write("function/app.py", WAITING)
        listener, environment = self.listen()
        processes = {name: self.start("invoke", "function", "--event", f'"{name}"', "--timeout", "60", "--quiet",
                                      *environment) for name in ("first", "second")}
        lines = self.accept(listener, 2)
        processes["first"].kill()
        processes["first"].communicate(timeout=SECONDS)
        self.assert_ends({"first": lines["first"]}, 2)
        lines["second"].sendall(b"2")
        stdout, _ = processes["second"].communicate(timeout=SECONDS)
        self.assertEqual(stdout, b'["second", "2"]\n')

    def test_stopped_and_continued_it_goes_on(self):
        self.write("function/app.py", WAITING)
        listener, environment = self.listen()
        process = self.start("invoke", "function", "--event", '"x"', "--timeout", "60", "--quiet", *environment)
        lines = self.accept(listener, 1)
        os.killpg(process.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
        os.killpg(process.pid, signal.SIGCONT)
        lines["x"].sendall(b"y")
        stdout, _ = process.communicate(timeout=SECONDS)
        self.assertEqual((process.returncode, stdout), (0, b'["x", "y"]\n'))


if __name__ == "__main__":
    main()
