#!/usr/bin/env python3
"""Functions that take without end: each is stopped as on Lambda, and another function of the same serve goes on answering."""

import json
import os
import re
import subprocess
import unittest

from serving import ServeTest
from support import BINARY, IS_SANITIZED, SECONDS, LambdalocalTest, main

HOSTILE = '''
import os, resource, signal, time

def take_memory():
    held = []
    while True:
        held.append(b"x" * 10_000_000)

def fork(body):
    if os.fork() == 0:
        body()
        os._exit(0)

def orphan(body):
    if os.fork() == 0:
        os.setsid()
        fork(body)
        os._exit(0)
    os.wait()

def hold_some():
    held = b"x" * 60_000_000
    time.sleep(1000)

def forks():
    children = 0
    try:
        while children < 5000:
            fork(lambda: time.sleep(1000))
            children += 1
    except OSError as error:
        return [children, error.strerror]

def files():
    held = []
    try:
        while True:
            held.append(open("/dev/null"))
    except OSError as error:
        return [len(held), error.strerror]

def tmp():
    written = 0
    try:
        with open("/tmp/large", "wb") as file:
            while True:
                written += file.write(b"x" * 1_000_000)
    except OSError as error:
        os.unlink("/tmp/large")
        return [written // 1_000_000, error.strerror]

def shared():
    fd = os.memfd_create("shared")
    while True:
        os.write(fd, b"x" * 1_000_000)

def grouped():
    """What it is in, as soon as it is in a control group of its own."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with open("/proc/self/cgroup") as file:
            groups = file.read()
        if "lambdalocal-" in groups:
            return groups
        time.sleep(0.001)

def handler(event, context):
    if event == "memory":
        take_memory()
    if event == "children":
        for _ in range(4):
            fork(hold_some)
        time.sleep(1000)
    if event == "orphans":
        for _ in range(4):
            orphan(hold_some)
        time.sleep(1000)
    if event == "deaf":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True:
            time.sleep(1)
    if event in ("forks", "files", "tmp", "shared", "grouped"):
        return globals()[event]()
    return event
'''


def checks_of_doctor():
    found = subprocess.run([BINARY, "doctor", "--json"], capture_output=True, text=True, cwd="/", check=False)
    return {check["Check"]: check for check in json.loads(found.stdout)}


CHECKS = checks_of_doctor()
HAS_GROUPS = "control groups" in CHECKS["memory limit"]["Found"]


class Hostile(ServeTest):
    def setUp(self):
        super().setUp()
        self.write("hostile/app.py", HOSTILE)
        self.write("quiet/app.py", "def handler(event, context):\n    return event\n")
        settings = {"hostile": {"CodeUri": "hostile", "Timeout": 60, "MemorySize": 192,
                                "EphemeralStorage": {"Size": 512}},
                    "quiet": {"CodeUri": "quiet"}}
        self.write("lambdalocal.json", json.dumps({"Functions": settings}))

    def assert_quiet_answers(self):
        status, headers, body = self.invoke("quiet", 7)
        self.assertEqual((status, body), (200, b"7"))
        self.assertNotIn("X-Amz-Function-Error", headers)

    def assert_is_killed_for_memory(self, event):
        _, headers, body = self.invoke("hostile", event)
        self.assertEqual(headers.get("X-Amz-Function-Error"), "Unhandled")
        self.assertRegex(body.decode(), '^{"errorType":"Runtime.OutOfMemory","errorMessage":"RequestId: [^ ]* Error: '
                                        'Runtime exited with error: signal: killed"}$')
        self.wait_for_line("REPORT .*\tMemory Size: 192 MB\tMax Memory Used: 192 MB\t.*Status: error\tError Type: "
                           "Runtime.OutOfMemory")
        self.assert_quiet_answers()
        self.assertEqual(self.invoke("hostile", 1)[2], b"1")

    @unittest.skipIf(IS_SANITIZED, "a sanitizer's timing")
    def test_memory_is_taken_by_nobody_for_long(self):
        self.serve("--isolation", "auto")
        for event in "memory", "children", "orphans":
            with self.subTest(event):
                self.assert_is_killed_for_memory(event)

    @unittest.skipIf(IS_SANITIZED, "a sanitizer's timing")
    def test_without_isolation_neither(self):
        self.serve("--isolation", "off")
        for event in "memory", "children", "orphans":
            with self.subTest(event):
                self.assert_is_killed_for_memory(event)

    @unittest.skipIf(IS_SANITIZED or not HAS_GROUPS, "no control groups here")
    def test_memory_that_no_process_has_mapped_counts_for_the_control_group(self):
        self.serve("--isolation", "auto")
        self.assert_is_killed_for_memory("shared")

    @unittest.skipUnless(HAS_GROUPS, "no control groups here")
    def test_forks_end_with_lambda_s_error(self):
        self.serve("--isolation", "auto")
        self.invoke("hostile", "grouped")
        children, error = json.loads(self.invoke("hostile", "forks")[2])
        self.assertEqual(error, "Resource temporarily unavailable")
        self.assertTrue(1000 <= children < 1024, children)
        self.assert_quiet_answers()

    def test_open_files_end_with_lambda_s_error(self):
        self.serve("--isolation", "auto")
        files, error = json.loads(self.invoke("hostile", "files")[2])
        self.assertEqual(error, "Too many open files")
        self.assertTrue(1000 <= files < 1024, files)
        self.assert_quiet_answers()

    @unittest.skipUnless(CHECKS["isolation"]["Result"] == "Ok", "no isolation here")
    def test_tmp_ends_with_lambda_s_error_and_is_no_memory(self):
        self.serve("--isolation", "strict")
        megabytes, error = json.loads(self.invoke("hostile", "tmp")[2])
        self.assertEqual(error, "No space left on device")
        self.assertTrue(530 <= megabytes <= 537, megabytes)  # 512 MiB
        self.assert_quiet_answers()

    def test_a_function_that_does_not_want_to_end_is_ended_by_its_timeout(self):
        self.serve("--isolation", "auto", "--timeout", "1")
        body = self.invoke("hostile", "deaf")[2].decode()
        self.assertRegex(body, '^{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: [^ ]* Error: Task timed out '
                               'after 1.00 seconds"}$')
        self.assert_quiet_answers()


def directories_of(groups):
    """Where the groups are that /proc/self/cgroup names."""
    directories = []
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        mounts = [line.split() for line in file]
    for line in groups.splitlines():
        _, controllers, path = line.split(":", 2)
        for mount in mounts:
            kind, options = mount[mount.index("-") + 1], mount[-1].split(",")
            is_mounted = kind == "cgroup2" if not controllers else kind == "cgroup" and controllers in options
            if is_mounted and "lambdalocal-" in path:
                directories.append(mount[4] + path)
    return directories


@unittest.skipUnless(HAS_GROUPS, "no control groups here")
class Groups(LambdalocalTest):
    def start_and_wait_for_group(self, holds):
        text = HOSTILE.replace("            return groups", "            print(groups, flush=True)\n"
                               f"            time.sleep({holds})\n            return 1")
        self.write("function/app.py", text)
        process = self.start("invoke", "function", "--event", '"grouped"', "--timeout", "600", text=True)
        said = ""
        while not re.search("^(0::|1:).*$", said, re.MULTILINE):
            line = process.stderr.readline()
            self.assertTrue(line, said)
            said += line
        groups = "\n".join(line for line in said.splitlines() if re.match("[0-9]+:[^:]*:/", line))
        directories = directories_of(groups)
        self.assertTrue(directories, groups)
        return process, directories

    def test_a_group_ends_with_its_environment(self):
        process, directories = self.start_and_wait_for_group(0)
        process.communicate(timeout=SECONDS)
        self.assertEqual([directory for directory in directories if os.path.exists(directory)], [])

    def test_a_group_ends_with_a_kill_9(self):
        process, directories = self.start_and_wait_for_group(1000)
        process.kill()
        process.communicate(timeout=SECONDS)
        self.check_survivors()
        self.assertEqual([directory for directory in directories if os.path.exists(directory)], [])

    def test_what_others_have_left_is_removed(self):
        process, directories = self.start_and_wait_for_group(0)
        process.communicate(timeout=SECONDS)
        dead = subprocess.Popen(["true"])
        dead.wait()
        left = [os.path.join(os.path.dirname(directory), f"lambdalocal-{dead.pid}-left") for directory in directories]
        for directory in left:
            os.mkdir(directory)
        process, _ = self.start_and_wait_for_group(0.2)
        process.communicate(timeout=SECONDS)
        self.assertEqual([directory for directory in left if os.path.exists(directory)], [])


if __name__ == "__main__":
    main()
