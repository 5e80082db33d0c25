"""What the benchmark modules share: rows of the table, runs that alternate, medians, a clean environment."""

from __future__ import annotations

import dataclasses
import json
import os
import statistics
import subprocess
import time


@dataclasses.dataclass
class Row:
    """One line of the table: `measured` must not exceed `bar`, where it has one, or with `at_least` not be less; `detail` holds
    the figures it came from."""
    what: str
    measured: float
    bar: float | None
    unit: str
    detail: str = ""
    at_least: bool = False


@dataclasses.dataclass
class Missing:
    """A line that could not be measured here, and why."""
    what: str
    why: str


class Bench:
    def __init__(self, root, build, scratch, quick=False):
        self.root, self.build, self.scratch = root, build, scratch
        self.binary = os.path.join(build, "lambdalocal")
        self.functions = os.path.join(root, "tests", "bench", "functions")
        # Nothing of the caller's environment: an inherited NODE_EXTRA_CA_CERTS alone triples Node's start.
        self.environment = {"PATH": os.environ["PATH"], "HOME": scratch, "XDG_CACHE_HOME": os.path.join(scratch, "cache")}
        self.runs = 11 if quick else 41
        self.invocations = 2000 if quick else 10000

    def invoke(self, function, *arguments, handler, runtime):
        return [self.binary, "invoke", os.path.join(self.functions, function), "--handler", handler, "--runtime", runtime,
                "--quiet", *arguments]

    def output(self, command, environment=None, **options):
        """What a command prints on stdout; a failed run is an error."""
        environment = self.environment if environment is None else environment
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, **options)
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace")[-800:]
            raise RuntimeError(f"{' '.join(command)}: exit code {done.returncode}: {said}")
        return done.stdout

    def runtime(self, family):
        """The runtime id whose interpreter is the one on PATH: nothing is said of other versions, none is unfair."""
        if family == "python":
            return "python" + self.output(["python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]).decode().strip()
        return "nodejs" + self.output(["node", "-p", "process.versions.node.split('.')[0]"]).decode().strip() + ".x"

    def interpreter(self, runtime):
        """How lambdalocal starts a runtime (`executable`, and for Python `arguments`...): the function itself tells."""
        function, module = ("python", "hello") if runtime.startswith("python") else ("nodejs", "index")
        return json.loads(self.output(self.invoke(function, handler=f"{module}.whoami", runtime=runtime)))

    def same_answer(self, one, other):
        """Runs two commands once; they must print the same JSON, or there is nothing to compare."""
        answers = [json.loads(self.output(command)) for command in (one, other)]
        if answers[0] != answers[1]:
            raise RuntimeError(f"{' '.join(other)}: answers {answers[1]}, not {answers[0]}")

    def wall(self, command, environment=None):
        """Seconds of one run, its output thrown away; a failed run is an error."""
        environment = self.environment if environment is None else environment
        null = os.open(os.devnull, os.O_RDWR)
        try:
            actions = [(os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)]
            begin = time.perf_counter()
            pid = os.posix_spawn(command[0], command, environment, file_actions=actions)
            _, status = os.waitpid(pid, 0)
            seconds = time.perf_counter() - begin
        finally:
            os.close(null)
        if status != 0:
            raise RuntimeError(f"{' '.join(command)}: status {status}")
        return seconds

    def alternate(self, *calls, runs=None):
        """Medians of what the calls return, called in turn so that the machine's moods meet all of them alike."""
        for call in calls:
            call()  # caches are warm for everyone
        taken = [[call() for call in calls] for _ in range(runs or self.runs)]
        return [statistics.median(column) for column in zip(*taken)]


def ms(seconds):
    return f"{seconds * 1000:.1f} ms"
