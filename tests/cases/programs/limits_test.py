#!/usr/bin/env python3
"""A function at the limits: of its memory, of /tmp, of the machine; and one that stops lambdalocal's own processes."""

import json
import os
import resource
import subprocess
import unittest
from concurrent.futures import ThreadPoolExecutor

from serving import ServeTest
from support import BINARY, CONNECT, IS_SANITIZED, SECONDS, LambdalocalTest, main

GREEDY = """
import time

def handler(event, context):
    held = []
    for _ in range(100):
        held.append(b"x" * (event * 10000))
        time.sleep(0.01)
    return len(held)
"""
SEEN = "--isolation", "off"  # isolated, a function sees none of our processes
# Stops the process that watches over it, and once more whenever that goes on.
STOPPING = CONNECT + """
def parent_of(pid):
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])

SUPERVISOR = os.getppid()
WARDEN = parent_of(SUPERVISOR)

def handler(event, context):
    if event == "warden":
        os.kill(WARDEN, signal.SIGSTOP)
        return 1
    os.kill(SUPERVISOR, signal.SIGSTOP)
    if os.fork() == 0:
        os.setsid()
        line = connect("stopper")
        while True:
            try:
                os.kill(SUPERVISOR, signal.SIGSTOP)
            except OSError:
                signal.pause()
    line = connect("runtime")
    signal.pause()
"""


class Limits(LambdalocalTest):
    @unittest.skipIf(IS_SANITIZED, "a sanitizer's timing")
    def test_what_takes_more_memory_than_it_has_is_killed_as_on_lambda(self):
        self.write("function/app.py", GREEDY)
        status, stdout, stderr = self.run_to_end("invoke", "function", "--event", "1000", "--memory", "256")
        self.assertEqual(status, 1, stderr)
        self.assertRegex(stdout, '"errorType":"Runtime.OutOfMemory","errorMessage":"RequestId: [^ ]* Error: Runtime exited with '
                                 'error: signal: killed"')
        self.assertRegex(stderr, "Memory Size: 256 MB\tMax Memory Used: 256 MB\t.*Error Type: Runtime.OutOfMemory")
        self.assertIn("lambdalocal: the function took more than its 256 MB of memory and was killed", stderr)

    def test_what_stays_within_its_memory_is_left_alone(self):
        self.write("function/app.py", GREEDY)
        status, stdout, _ = self.run_to_end("invoke", "function", "--event", "1000", "--memory", "2048", "--timeout", "100")
        self.assertEqual((status, stdout), (0, "100\n"))

    def test_a_function_that_stops_its_supervisor_does_not_survive(self):
        self.write("function/app.py", STOPPING)
        listener, environment = self.listen()
        process = self.start("invoke", "function", "--timeout", "1", "--event", '"supervisor"', *SEEN, *environment)
        lines = self.accept(listener, 2)
        process.communicate(timeout=SECONDS)
        self.assert_ends(lines, SECONDS)

    def test_a_function_that_stops_its_supervisor_does_not_survive_a_kill_9(self):
        self.write("function/app.py", STOPPING)
        listener, environment = self.listen()
        process = self.start("invoke", "function", "--timeout", "600", "--event", '"supervisor"', *SEEN, *environment)
        lines = self.accept(listener, 2)
        process.kill()
        process.communicate(timeout=SECONDS)
        self.assert_ends(lines, SECONDS)

    def test_a_stopped_warden_keeps_no_cold_start_waiting(self):
        self.write("function/app.py", STOPPING)
        status, stdout, stderr = self.run_to_end("invoke", "function", "--event", '"warden"', *SEEN, "--cold", "--repeat", "3")
        self.assertEqual((status, stdout), (0, "1\n1\n1\n"), stderr)

    @unittest.skipUnless(os.getuid() == 0 and not IS_SANITIZED, "only root may become somebody else")
    def test_no_more_processes_are_the_machine_s_error(self):
        os.chmod(self.directory, 0o755)
        self.write("function/app.py", "def handler(event, context):\n    return 1\n")
        os.mkdir(self.path("own"))
        os.chown(self.path("own"), 54321, 54321)
        environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": self.path("own"),
                       "XDG_CACHE_HOME": self.path("own/cache")}

        def run(processes):
            def limit():
                resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))
                os.setgid(54321)
                os.setuid(54321)
            done = subprocess.run([BINARY, "invoke", "function"], cwd=self.directory, env=environment, preexec_fn=limit,
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS)
            return done.returncode, done.stdout + done.stderr
        if run(1000)[0] != 0:
            self.skipTest("others have no interpreter here, or may not read this build")
        refusals = [output for status, output in (run(processes) for processes in range(2, 6)) if status != 0]
        self.assertTrue(any("the machine lets no more processes be started" in output for output in refusals), refusals)
        self.assertFalse(any("Runtime.InvalidEntrypoint" in output for output in refusals), refusals)

    @unittest.skipIf(IS_SANITIZED, "a sanitizer's stack")
    def test_a_tiny_stack_is_enough(self):
        self.write("function/app.py", "def handler(event, context):\n    print('x' * 100000)\n    return 1\n")
        for which, expected in (("-S", "1\n"), ("", '"errorType":"Runtime.ExitError"')):  # the hard one holds python too
            line = f"ulimit {which} -s 64 && exec {BINARY} invoke function --quiet"
            done = subprocess.run(["bash", "-c", line], cwd=self.directory, env=self.environment,
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS)
            self.assertIn(expected, done.stdout)

    def test_a_missing_loopback_interface_is_named(self):
        self.write("function/app.py", "def handler(event, context):\n    return 1\n")
        line = ["unshare", "--user", "--map-root-user", "--net"]
        if subprocess.run([*line, "true"], capture_output=True).returncode != 0:
            self.skipTest("this machine lets nobody have a network namespace")
        done = subprocess.run([*line, BINARY, "invoke", "function"], cwd=self.directory, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS)
        self.assertIn("the loopback interface is down\nin a network namespace of its own: ip link set lo up", done.stderr)
        self.assertNotIn("Traceback", done.stderr)


class FewDescriptors(ServeTest):
    def test_idle_environments_make_room_for_those_of_another_function(self):
        names = "one", "two"
        for name in names:
            self.write(f"{name}/app.py", "import time\n\ndef handler(event, context):\n    time.sleep(0.02)\n    return event\n")
        self.write("lambdalocal.json", json.dumps({"Functions": {name: {"CodeUri": name} for name in names}}))
        self.serve(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (50, 50)))
        with ThreadPoolExecutor(40) as callers:
            for name in names * 2:
                answers = list(callers.map(lambda number: self.invoke(name, number), range(40)))
                self.assertEqual([(status, body) for status, _, body in answers], [(200, b"%d" % number) for number in range(40)])


if __name__ == "__main__":
    main()
