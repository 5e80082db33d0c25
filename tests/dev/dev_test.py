#!/usr/bin/env python3
"""What ./dev does to the machine: when it installs, when it asks, and that it never waits for somebody who is not there."""

import os
import pty
import select
import shutil
import subprocess
import tempfile
import time
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TOOLS = ("bash sh env mkdir chmod cat sed tr rm mv nproc grep find flock git sort xargs setsid dirname python3 true").split()
SECONDS = 60

# Each fake writes a line "name arguments" into $CALLS, and does what it must.
FAKES = {
    "apt-get": 'case "$*" in *"${APT_FAILS:-nothing}"*) exit 100 ;; esac',
    "apt-cache": "exit 1",
    "dpkg-query": 'printf "ii  %s\\n" ${INSTALLED:-}',
    "sudo": '[ "$1" != -n ] || shift; exec "$@"',
    "cmake": '''case "$*" in
      *--preset*) mkdir -p build/dev build/asan build/tidy; : >build/dev/build.ninja ;;
      *--build*) mkdir -p build/dev; printf '#!/bin/sh\\necho ran "$@"\\n' >build/dev/lambdalocal; chmod +x build/dev/lambdalocal ;;
    esac''',
    "ctest": 'echo "accept=${LAMBDALOCAL_ACCEPT:-}" >>"$CALLS"',
    "c++": "echo 12",
    "g++": "true",
    "clang-format-16": "true",
    "clang-tidy-16": "true",
}
BUILD_PACKAGES = ("cmake ninja-build pkg-config libboost-dev libzip-dev nlohmann-json3-dev libfmt-dev libcli11-dev libssl-dev "
                  "python3 catch2 git zip unzip nodejs npm golang-go ca-certificates")


class Dev(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="lambdalocal-dev-")
        self.addCleanup(scratch.cleanup)
        self.tree, self.bin = os.path.join(scratch.name, "tree"), os.path.join(scratch.name, "bin")
        self.calls_file = os.path.join(scratch.name, "calls")
        for directory in (self.tree, self.bin):
            os.makedirs(directory)
        shutil.copy2(os.path.join(ROOT, "dev"), self.tree)
        for folder in ("core", "emulator", "cli", "tests"):
            os.mkdir(os.path.join(self.tree, folder))
        self.write("CMakeLists.txt", "")
        self.write("CMakePresets.json", "")
        for tool in TOOLS:
            os.symlink(shutil.which(tool), os.path.join(self.bin, tool))
        for name, script in FAKES.items():
            self.fake(name, script)
        open(self.calls_file, "w", encoding="utf-8").close()
        self.environment = {"PATH": self.bin, "HOME": scratch.name, "CALLS": self.calls_file}
        self.output("git", "init", "-q", ".")

    def write(self, path, text):
        with open(os.path.join(self.tree, path), "w", encoding="utf-8") as file:
            file.write(text)

    def fake(self, name, script):
        path = os.path.join(self.bin, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f'#!{self.bin}/bash\necho "{name} $*" >>"$CALLS"\n{script}\n')
        os.chmod(path, 0o755)

    def output(self, *command):
        return subprocess.run(command, cwd=self.tree, env=self.environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    def calls(self, name):
        with open(self.calls_file, encoding="utf-8") as file:
            return [line.rstrip("\n") for line in file if line.split()[0].startswith(name)]

    def installs(self):
        return [call for call in self.calls("apt-get") if " install " in call]

    def dev(self, *arguments, **environment):
        """(exit status, stdout, stderr) without a terminal."""
        done = subprocess.run([os.path.join(self.tree, "dev"), *arguments], cwd=self.tree, env=self.environment | environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=SECONDS)
        return done.returncode, done.stdout, done.stderr

    def on_terminal(self, *arguments, typed=None, **environment):
        """(exit status, what the terminal shows) of ./dev on a terminal of its own; `typed` is the answer to the question."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.tree)
            os.execve(os.path.join(self.tree, "dev"), ["dev", *arguments], self.environment | environment)
        shown, end, answered = b"", time.monotonic() + SECONDS, typed is None
        while time.monotonic() < end:
            if not select.select([terminal], [], [], 1)[0]:
                continue
            try:
                piece = os.read(terminal, 65536)
            except OSError:  # the other side is closed
                piece = b""
            if not piece:
                break
            shown += piece
            if not answered and b"[Y/n]" in shown:
                os.write(terminal, typed.encode())
                answered = True
        else:
            os.kill(pid, 9)
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode(errors="replace")

    def test_without_a_terminal_what_is_missing_is_installed_unasked(self):
        status, _, told = self.dev("test", INSTALLED=BUILD_PACKAGES)
        self.assertEqual(status, 0, told)
        self.assertIn("dev: installing", told)
        self.assertEqual(len(self.installs()), 1)
        self.assertNotIn(" cmake", self.installs()[0])
        self.assertIn(" python3-venv", self.installs()[0])

    def test_nothing_is_installed_or_asked_when_nothing_is_missing(self):
        self.dev("test")
        status, shown = self.on_terminal("test")
        self.assertEqual(status, 0, shown)
        self.assertEqual(len(self.installs()), 1)
        self.assertNotIn("[Y/n]", shown)

    def test_on_a_terminal_it_asks_and_yes_installs(self):
        for answer in ("\n", "y\n", "Yes\n"):
            with self.subTest(answer=answer):
                shutil.rmtree(os.path.join(self.tree, "build"), ignore_errors=True)
                before = len(self.installs())
                status, shown = self.on_terminal("test", typed=answer)
                self.assertEqual(status, 0, shown)
                self.assertIn("libboost-dev", shown)
                self.assertEqual(len(self.installs()), before + 1)

    def test_on_a_terminal_any_other_answer_installs_nothing_and_says_what_to_do(self):
        for answer in ("n\n", "what?\n", "\x04"):
            with self.subTest(answer=answer):
                status, shown = self.on_terminal("test", typed=answer)
                self.assertEqual(status, 1, shown)
                self.assertIn("apt-get install", shown)
                self.assertEqual(self.calls("apt-get"), [])
                self.assertEqual(self.calls("cmake"), [])

    def test_a_terminal_that_nobody_sits_at_is_not_waited_for(self):
        status, shown = self.on_terminal("test", DEV_ASK_SECONDS="1")
        self.assertEqual(status, 1, shown)
        self.assertIn("--yes", shown)
        self.assertEqual(self.calls("apt-get"), [])

    def test_yes_and_ci_do_not_ask_on_a_terminal(self):
        for arguments, environment in ((("--yes", "test"), {}), (("test", "--yes"), {}), (("test",), {"CI": "true"})):
            with self.subTest(arguments=arguments, environment=environment):
                shutil.rmtree(os.path.join(self.tree, "build"), ignore_errors=True)
                before = len(self.installs())
                status, shown = self.on_terminal(*arguments, **environment)
                self.assertEqual(status, 0, shown)
                self.assertNotIn("[Y/n]", shown)
                self.assertEqual(len(self.installs()), before + 1)
        self.assertFalse([call for call in self.calls("ctest") if "--yes" in call])

    def test_a_job_in_the_background_of_a_terminal_is_not_stopped_by_its_question(self):
        script = os.path.join(self.tree, "background")
        with open(script, "w", encoding="utf-8") as file:
            file.write(f"#!{self.bin}/bash\nset -m\n./dev test & wait $!\n")
        os.chmod(script, 0o755)
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.tree)
            os.execve(script, ["background"], self.environment)
        shown = b""
        while select.select([terminal], [], [], SECONDS)[0]:
            try:
                shown += os.read(terminal, 65536) or b""
            except OSError:
                break
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 1, shown)
        self.assertIn(b"nobody can be asked", shown)

    def test_the_lists_of_packages_are_fetched_when_the_first_attempt_fails(self):
        status, _, told = self.dev("test", APT_FAILS="install")
        self.assertEqual(status, 1)
        self.assertIn("could not install", told)
        self.assertEqual([" update" in call for call in self.calls("apt-get")], [False, True, False])

    def test_run_hands_every_argument_to_lambdalocal(self):
        status, told, _ = self.dev("run", "invoke", "a b", "--yes")
        self.assertEqual((status, told), (0, "ran invoke a b --yes\n"))

    def test_build_prints_where_the_binary_is_or_builds_the_targets_named(self):
        status, told, errors = self.dev("build")
        self.assertEqual((status, told), (0, os.path.join(os.path.realpath(self.tree), "build/dev/lambdalocal\n")), errors)
        self.assertIn("--target lambdalocal", self.calls("cmake")[-1])
        status, told, errors = self.dev("build", "core_tests", "cli_tests")
        self.assertEqual((status, told), (0, ""), errors)
        self.assertIn("--target core_tests cli_tests", self.calls("cmake")[-1])

    def test_format_takes_every_file_of_ours_or_those_named(self):
        for path in ("core/a.cpp", "core/a.h", "core/a.py"):
            self.write(path, "")
        os.makedirs(os.path.join(self.tree, "fixtures"))
        self.write("fixtures/theirs.cpp", "")
        self.assertEqual(self.dev("format")[0], 0)
        self.assertEqual(self.calls("clang-format"), ["clang-format-16 -i core/a.cpp core/a.h"])
        self.assertEqual(self.dev("format", "core/a.h")[0], 0)
        self.assertEqual(self.calls("clang-format")[1:], ["clang-format-16 -i core/a.h"])
        self.assertEqual(self.installs(), [])

    def test_a_tree_that_is_no_repository_is_formatted_too(self):
        shutil.rmtree(os.path.join(self.tree, ".git"))
        for path in ("core/a.cpp", "cli/a.h"):
            self.write(path, "")
        self.assertEqual(self.dev("format")[0], 0)
        self.assertEqual(self.calls("clang-format"), ["clang-format-16 -i cli/a.h core/a.cpp"])

    def test_accept_runs_the_golden_tests_as_such_and_shows_what_changed(self):
        self.write("tests/golden.txt", "old\n")
        self.output("git", "add", "tests/golden.txt")
        self.output("git", "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "x")
        self.fake("ctest", 'echo "ctest accept=$LAMBDALOCAL_ACCEPT" >>"$CALLS"; echo new >tests/golden.txt')
        status, told, errors = self.dev("accept")
        self.assertEqual(status, 0, errors)
        self.assertIn("golden", self.calls("ctest")[0])
        self.assertEqual(self.calls("ctest")[1], "ctest accept=1")
        self.assertIn("-old\n+new\n", told)

    def test_the_tests_themselves_accept_nothing(self):
        self.assertEqual(self.dev("test")[0], 0)
        self.assertEqual(self.calls("accept="), ["accept="])

    def test_an_unknown_command_is_told_what_there_is(self):
        status, told, errors = self.dev("frobnicate")
        self.assertEqual((status, told), (2, ""))
        for command in ("run", "build", "test", "accept", "format", "bench", "lint", "asan", "tsan", "fuzz", "package"):
            self.assertIn(f"./dev {command}", errors)


if __name__ == "__main__":
    unittest.main()
