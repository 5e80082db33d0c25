#!/usr/bin/env python3
"""Runs one end-to-end case: a directory of data (README.md here). run_case.py --binary LAMBDALOCAL CASE-DIRECTORY"""

import argparse
import ctypes
import difflib
import json
import os
import re
import select
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import accept  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SECONDS = 240
SKIPPED = 77  # for CTest
PR_SET_CHILD_SUBREAPER = 36

# What may differ from run to run, under the names the expectations use.
PLACEHOLDERS = {
    "uuid": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "ms": r"\d+(?:\.\d+)?",          # a duration in milliseconds, as REPORT prints it
    "mb": r"\d+",                    # memory, in MB
    "int": r"\d+",
    "hex": r"[0-9a-f]+",
    "iso": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z",
    "log_stream": r"\d{4}/\d\d/\d\d/\[(?:\$LATEST|\d+)\][0-9a-f]{32}",
    "trace": r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]",
    "python": r"3\.\d+",             # the version of the interpreter that ran
    "node": r"\d+",
    "task": r"(?:/var/task|/[^\"]*/(?:case(?:/function)?|fixtures/functions/[a-z/]+))",  # with isolation and without
    "any": r"[^\n]*",
}
GAP = "..."


class Case:
    def __init__(self, directory, scratch):
        self.source = os.path.abspath(directory)
        self.scratch = scratch
        self.directory = os.path.join(scratch, "case")
        shutil.copytree(self.source, self.directory, symlinks=True)
        self.names = {"root": ROOT, "fixtures": os.path.join(ROOT, "fixtures"), "case": self.directory, "tmp": scratch}

    def read(self, name):
        path = os.path.join(self.directory, name)
        if not os.path.exists(path):
            return None
        with open(path, "rb") as file:
            return file.read()

    def text(self, name, default=""):
        content = self.read(name)
        return default if content is None else self.fill(content.decode())

    def fill(self, text):
        for name, value in self.names.items():
            text = text.replace("{" + name + "}", value)
        return text

    def environment(self):
        """Clean, with a home of its own; the case's `env` adds to it."""
        home = os.path.join(self.scratch, "home")
        os.makedirs(home, exist_ok=True)
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": home,
                       "XDG_CACHE_HOME": os.path.join(home, ".cache")}
        for line in self.text("env").splitlines():
            name, _, value = line.partition("=")
            environment[name] = value
        return environment

    def script(self, name, binary):
        return subprocess.run(["bash", "-eu", os.path.join(self.directory, name)], cwd=self.directory, text=True,
                              env=self.environment() | {"FIXTURES": self.names["fixtures"], "TMP": self.scratch, "LAMBDALOCAL": binary},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, binary):
        environment = self.environment()
        if self.read("prepare.sh") is not None:
            self.script("prepare.sh", binary).check_returncode()
        arguments = shlex.split(self.text("cmd"), comments=True)
        # A session of its own, so that an interrupt goes to the process group as a terminal sends it.
        process = subprocess.Popen([binary, *arguments], cwd=self.directory, env=environment, stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        stdout, stderr = [], []
        interrupt = self.text("interrupt").strip()
        threads = [threading.Thread(target=work, args=arguments) for work, arguments in (
            (feed, (process.stdin, self.read("stdin") or b"")), (collect, (process.stdout, stdout, None)),
            (collect, (process.stderr, stderr, (pattern(interrupt), process.pid) if interrupt else None)))]
        for thread in threads:
            thread.start()
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            stderr.append(f"(killed after {SECONDS} s)\n".encode())
        for thread in threads:
            thread.join()
        return process.returncode, b"".join(stdout), b"".join(stderr)

    def missing(self, binary):
        """What it needs of the machine and `doctor` does not find, as text; empty when all is there."""
        names = self.text("needs").split("\n")[:-1]
        if not names:
            return ""
        told = subprocess.run([binary, "doctor", "--json"], cwd=self.scratch, env=self.environment(), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        checks = {check["Check"]: check for check in json.loads(told.stdout)}
        return "; ".join(f"{name}: {checks[name]['Found']}" for name in names if checks[name]["Result"] != "Ok")

    def faults(self, binary):
        """What is not as expected, as text; nothing when all is well."""
        code, stdout, stderr = self.run(binary)
        if os.environ.get("LAMBDALOCAL_ACCEPT"):
            yield from self.accept(code, stdout, stderr)
        expected = int(self.text("exit_code", "0"))
        if code != expected:
            yield f"exit code {code}, expected {expected}"
        yield from compare("stdout", stdout, self.text("stdout"))
        yield from compare("stderr", stderr, self.text("stderr"))
        if self.read("check.sh") is not None:
            checked = self.script("check.sh", binary)
            if checked.returncode:
                yield f"check.sh: exit code {checked.returncode}\n{checked.stdout}"
        for command in survivors():
            yield f"still running after lambdalocal has exited: {command}"

    def accept(self, code, stdout, stderr):
        """Makes what came the expectation, in the tree and in this run's copy; says what could not be written."""
        for directory in (self.source, self.directory):
            if code != int(self.text("exit_code", "0")):
                accept.write(os.path.join(directory, "exit_code"), f"{code}\n" if code else "")
            for name, actual in (("stdout", stdout), ("stderr", stderr)):
                raw = (self.read(name) or b"").decode()
                if any(compare(name, actual, self.fill(raw))):
                    refused = accept.accept(directory, name, actual, raw, GAP, self.matches_line, self.names)
                    if refused and directory == self.source:
                        yield refused

    def matches_line(self, expected, line):
        return pattern(self.fill(expected)).fullmatch(line) is not None


def feed(pipe, content):
    try:
        with pipe:
            pipe.write(content)
    except BrokenPipeError:
        pass  # it did not want its stdin


def collect(pipe, into, interrupt):
    """Reads to the end, line by line; sends Ctrl-C when a line matches."""
    for line in pipe:
        into.append(line)
        if interrupt and interrupt[0].fullmatch(line.decode(errors="replace").rstrip("\n")):
            os.killpg(interrupt[1], signal.SIGINT)


def pattern(line):
    """A line of an expectation as a regular expression: literal but for {placeholders}."""
    parts = re.split(r"\{(" + "|".join(PLACEHOLDERS) + r")\}", line)
    return re.compile("".join(PLACEHOLDERS[part] if i % 2 else re.escape(part) for i, part in enumerate(parts)))


def matches(lines, expected):
    """Whether lines are as expected; "..." stands for any lines, or none."""
    if not expected:
        return not lines
    if expected[0] == GAP:
        return any(matches(lines[skipped:], expected[1:]) for skipped in range(len(lines) + 1))
    return bool(lines) and pattern(expected[0]).fullmatch(lines[0]) is not None and matches(lines[1:], expected[1:])


def compare(name, actual, expected):
    actual = actual.decode("utf-8", "backslashreplace")
    if not matches(actual.split("\n"), expected.split("\n") if expected != GAP + "\n" else [GAP]):
        difference = list(difflib.unified_diff(expected.splitlines(), actual[-8000:].splitlines(), f"expected {name}",
                                               f"actual {name}", lineterm=""))
        if actual and not actual.endswith("\n"):
            difference.append(f"({name} has no newline at the end)")
        yield "\n".join(difference)


def survivors():
    """Command lines of the processes that outlived lambdalocal by two seconds. This process adopts orphans, so its children
    are all there can be. They are killed."""
    left = []
    for pid in children():
        descriptor = os.pidfd_open(pid)
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        if not poll.poll(2000):
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                left.append(file.read().replace(b"\0", b" ").decode(errors="replace"))
            os.kill(pid, signal.SIGKILL)
        os.close(descriptor)
        os.waitpid(pid, 0)
    return left


def children():
    found = []
    for task in os.listdir("/proc/self/task"):
        try:
            with open(f"/proc/self/task/{task}/children", encoding="ascii") as file:
                found += [int(pid) for pid in file.read().split()]
        except FileNotFoundError:
            pass  # a thread that has just ended: its children are another's
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True)
    parser.add_argument("case")
    arguments = parser.parse_args()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    # A background job starts with Ctrl-C ignored and would hand that on; what is handled here is reset in the child.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="lambdalocal-case-") as scratch:
        case = Case(arguments.case, os.path.realpath(scratch))
        missing = case.missing(os.path.abspath(arguments.binary))
        if missing:
            print("skipped: " + missing)
            return SKIPPED
        faults = list(case.faults(os.path.abspath(arguments.binary)))
    for fault in faults:
        print(fault)
    if faults:
        print(f"again: {shlex.join([sys.executable, *sys.argv])}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
