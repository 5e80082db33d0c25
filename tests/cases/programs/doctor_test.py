#!/usr/bin/env python3
"""`lambdalocal doctor` on machines that lack something: namespaces of our own stand for them."""

import json
import shutil
import subprocess
import unittest

from support import BINARY, SECONDS, LambdalocalTest, main

UNSHARE = shutil.which("unshare")


def can_make_namespaces():
    return UNSHARE and subprocess.run([UNSHARE, "-Urm", "true"], capture_output=True, check=False).returncode == 0


@unittest.skipUnless(can_make_namespaces(), "no namespaces here")
class Doctor(LambdalocalTest):
    def doctor_after(self, command, *arguments):
        """What it finds in namespaces of its own in which `command` was run before."""
        script = command + ' && exec "$0" doctor --json "$@"'
        ended = subprocess.run([UNSHARE, "-Urm", "sh", "-c", script, BINARY, *arguments], capture_output=True,
                               text=True, cwd=self.directory, env=self.environment, timeout=SECONDS, check=False)
        self.assertEqual(ended.stderr, "")
        return ended.returncode, {check["Check"]: check for check in json.loads(ended.stdout)}

    def test_user_namespaces_that_are_switched_off_are_named_with_the_setting(self):
        status, checks = self.doctor_after("echo 0 > /proc/sys/user/max_user_namespaces")
        self.assertEqual(status, 0)
        self.assertEqual(checks["isolation"]["Result"], "Warning")
        self.assertIn("user.max_user_namespaces is 0", checks["isolation"]["Found"])
        self.assertIn("sysctl -w user.max_user_namespaces=", checks["isolation"]["Remedy"])

    def test_a_proc_with_hidden_parts_is_named(self):
        status, checks = self.doctor_after("mount -t tmpfs none /proc/sys")
        self.assertEqual(status, 0)
        self.assertIn("parts of /proc are hidden", checks["isolation"]["Found"])

    def test_what_strict_isolation_lacks_is_a_problem(self):
        status, checks = self.doctor_after("echo 0 > /proc/sys/user/max_user_namespaces", "--isolation", "strict")
        self.assertEqual(status, 70)
        self.assertEqual(checks["isolation"]["Result"], "Problem")

    def test_a_cache_that_cannot_be_written_to_is_a_problem(self):
        self.environment["XDG_CACHE_HOME"] = self.path("home", "cache")
        status, checks = self.doctor_after("mount -t tmpfs -o ro none home")
        self.assertEqual(status, 70)
        self.assertEqual(checks["cache"]["Result"], "Problem")
        self.assertIn("XDG_CACHE_HOME", checks["cache"]["Remedy"])


if __name__ == "__main__":
    main()
