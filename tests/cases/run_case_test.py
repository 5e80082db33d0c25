#!/usr/bin/env python3
"""The case runner, run on cases whose `lambdalocal` is a shell script: it must see each kind of difference."""

import os
import subprocess
import sys
import tempfile
import unittest

RUNNER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "run_case.py")


def outcome(script, accepting=None, **files):
    """(passed, what the runner printed) for a case of these files and a lambdalocal that is this shell script. With `accepting`,
    a dictionary, as ./dev accept runs it: the case's expectations come back in there."""
    with tempfile.TemporaryDirectory() as directory:
        binary, case = os.path.join(directory, "lambdalocal"), os.path.join(directory, "a-case")
        os.mkdir(case)
        with open(binary, "w", encoding="utf-8") as file:
            file.write("#!/bin/bash\n" + script)
        os.chmod(binary, 0o755)
        for name, text in ({"cmd": ""} | files).items():
            with open(os.path.join(case, name.replace("_sh", ".sh")), "w", encoding="utf-8") as file:
                file.write(text)
        environment = {name: value for name, value in os.environ.items() if name != "LAMBDALOCAL_ACCEPT"}
        if accepting is not None:
            environment["LAMBDALOCAL_ACCEPT"] = "1"
        done = subprocess.run([sys.executable, RUNNER, "--binary", binary, case], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, env=environment)
        for name in ("stdout", "stderr", "exit_code"):
            if accepting is not None and os.path.exists(os.path.join(case, name)):
                with open(os.path.join(case, name), encoding="utf-8") as file:
                    accepting[name] = file.read()
        return done.returncode == 0, done.stdout


class Runner(unittest.TestCase):
    def passes(self, script, **files):
        passed, printed = outcome(script, **files)
        self.assertTrue(passed, printed)

    def fails(self, script, saying, **files):
        passed, printed = outcome(script, **files)
        self.assertFalse(passed)
        self.assertIn(saying, printed)

    def test_a_case_that_is_as_expected_passes(self):
        self.passes('cat; echo "$1" >&2; exit 3', cmd="'two words' # a comment", stdin="in\n", stdout="in\n",
                    stderr="two words\n", exit_code="3\n")

    def test_another_exit_code_fails(self):
        self.fails("exit 2", "exit code 2, expected 0")

    def test_output_that_is_not_expected_fails(self):
        self.fails("echo extra", "+extra")
        self.fails("echo extra >&2", "+extra")

    def test_a_missing_line_or_newline_fails(self):
        self.fails("true", "-line", stdout="line\n")
        self.fails("printf line", "no newline at the end", stdout="line\n")

    def test_placeholders_match_their_kind_only(self):
        self.passes("echo 'Duration: 1.25 ms {}'", stdout="Duration: {ms} ms {}\n")
        self.fails("echo 'Duration: x ms'", "-Duration", stdout="Duration: {ms} ms\n")

    def test_three_dots_stand_for_any_lines_in_between(self):
        self.passes("printf 'a\\nb\\nc\\n'", stdout="...\nb\n...\n")
        self.passes("printf 'b\\n'", stdout="...\nb\n...\n")
        self.passes("true", stdout="...\n")
        self.fails("printf 'a\\nc\\n'", "-b", stdout="...\nb\n...\n")

    def test_the_environment_is_clean_but_for_env(self):
        self.passes('echo "$GIVEN ${LEAKED-none}"', env="GIVEN=a=b\n", stdout="a=b none\n")

    def test_prepare_runs_in_the_copied_case(self):
        self.passes('cat made', prepare_sh="echo made >made\n", stdout="made\n")

    def test_check_runs_after(self):
        self.passes('touch made', check_sh="test -e made\n")
        self.fails('true', "made", check_sh='ls made\n')

    def test_ctrl_c_is_sent_when_the_line_appears(self):
        self.passes("tail -f /dev/null & pid=$!; trap 'kill $pid 2>/dev/null; exit 130' INT; echo START >&2; wait", interrupt="START",
                    stderr="START\n", exit_code="130")

    def test_a_process_that_is_left_behind_fails(self):
        self.fails("(exec setsid tail -f /dev/null) >/dev/null 2>&1 & exit 0",
                   "still running after lambdalocal has exited: tail -f /dev/null")

    def accepts(self, script, **files):
        """The expectations after ./dev accept; the case must pass now."""
        written = {}
        passed, printed = outcome(script, accepting=written, **files)
        self.assertTrue(passed, printed)
        return written

    def test_accepting_writes_what_came_and_keeps_the_lines_that_were_right(self):
        log = "START RequestId: 01234567-89ab-cdef-0123-456789abcdef\nDuration: 1.25 ms\nnew in $PWD\n"
        written = self.accepts(f'printf "{log}" >&2; echo one; exit 3',
                               stderr="START RequestId: {any}\nold\nDuration: {ms} ms\n", stdout="one\n")
        self.assertEqual(written, {"stderr": "START RequestId: {any}\nDuration: {ms} ms\nnew in {case}\n", "stdout": "one\n",
                                   "exit_code": "3\n"})

    def test_accepting_names_what_differs_from_run_to_run(self):
        written = self.accepts('echo "END RequestId: 01234567-89ab-cdef-0123-456789abcdef Duration: 1.25 ms"')
        self.assertEqual(written["stdout"], "END RequestId: {uuid} Duration: {ms} ms\n")

    def test_accepting_removes_an_expectation_of_nothing(self):
        self.assertEqual(self.accepts("true", stdout="gone\n", exit_code="1\n"), {})

    def test_accepting_leaves_an_expectation_with_a_gap_alone(self):
        written = {}
        passed, printed = outcome("echo a; echo c", accepting=written, stdout="...\nb\n")
        self.assertFalse(passed)
        self.assertIn("was not rewritten", printed)
        self.assertEqual(written, {"stdout": "...\nb\n"})

    def test_what_the_machine_does_not_have_skips_the_case_and_is_named(self):
        doctor = """echo '[{"Check":"isolation","Result":"%s","Found":"none here"}]'"""
        passed, printed = outcome(doctor % "Warning", needs="isolation\n", stdout="never printed\n")
        self.assertFalse(passed)  # but skipped, for CTest
        self.assertEqual(printed, "skipped: isolation: none here\n")
        self.passes("""[ "$1" = doctor ] && """ + doctor % "Ok" + " || true", needs="isolation\n")


if __name__ == "__main__":
    os.environ["LEAKED"] = "yes"
    unittest.main()
