#!/usr/bin/env python3
"""--build: the user's own tool makes the package before it is used, and again when its sources change."""

import json
import os
import pty
import signal
import threading
import zipfile

from serving import ServeTest
from support import CONNECT, SECONDS, main

# Takes what is behind "value: " in the source; a source without it fails. Appends to `runs` what it was called for.
TOOL = """
import os, pathlib, sys
source = pathlib.Path("source.txt").read_text()
with open(os.environ["RUNS"], "a") as runs:
    runs.write(source.strip() + "\\n")
print("the tool has read", source.strip())
if not source.startswith("value: "):
    sys.exit("no value")
out = pathlib.Path(os.environ["ARTIFACTS_DIR"] if sys.argv[1] == "artifacts" else sys.argv[1])
out.mkdir(exist_ok=True)
(out / "app.py").write_text("def handler(event, context):\\n    return %s\\n" % source[7:])
"""
MAKEFILE = """
build-HelloFunction:
\techo 'def handler(event, context): return "made"' > $(ARTIFACTS_DIR)/app.py
"""
TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Resources:
  HelloFunction:
    Type: AWS::Serverless::Function
%s
    Properties: {CodeUri: src, Handler: app.handler, Runtime: python3.13}
"""


class Build(ServeTest):
    def setUp(self):
        super().setUp()
        self.environment |= {"RUNS": self.path("runs"), "XDG_CACHE_HOME": self.path(".cache")}
        self.write("tool.py", TOOL)
        self.write("source.txt", "value: 1")
        self.configure("python3 tool.py artifacts")

    def configure(self, command, **settings):
        self.write("lambdalocal.json", json.dumps({"Functions": {"fn": {"Build": command, **settings}}}))

    def runs(self):
        with open(self.path("runs"), encoding="utf-8") as file:
            return file.read().split("\n")[:-1]

    def answer(self):
        status, _, body = self.invoke("fn", {})
        self.assertEqual(status, 200, body)
        return json.loads(body)

    def left_over(self):
        return os.listdir(self.path(".cache/lambdalocal/builds/packages"))

    def test_invoke_runs_the_tool_once_and_shows_it(self):
        status, stdout, stderr = self.run_to_end("invoke", "fn", "--build", "--repeat", "2")
        self.assertEqual((status, stdout), (0, "1\n1\n"), stderr)
        lines = stderr.splitlines()
        self.assertEqual(lines[0], "lambdalocal: building fn in %s: python3 tool.py artifacts" % self.directory)
        self.assertEqual(lines[1], "the tool has read value: 1")
        self.assertEqual(self.runs(), ["value: 1"])
        self.assertEqual(self.left_over(), [])

    def test_without_the_flag_the_command_is_named_and_not_run(self):
        self.configure("python3 tool.py dist", CodeUri="dist")
        status, stdout, stderr = self.run_to_end("invoke", "fn")
        self.assertEqual((status, stdout), (3, ""))
        self.assertIn("with --build it is built first: python3 tool.py dist", stderr)
        self.assertFalse(os.path.exists(self.path("runs")))

    def test_a_template_s_function_that_is_not_built_is_told_with_its_command(self):
        os.remove(self.path("lambdalocal.json"))
        self.write("src/Makefile", MAKEFILE)
        self.write("template.yaml", TEMPLATE % "    Metadata: {BuildMethod: makefile}")
        status, _, stderr = self.run_to_end("invoke")
        self.assertEqual(status, 5, stderr)
        self.assertIn("HelloFunction is not built: there is no file of its handler app.handler in %s\n"
                      "with --build it is built first: make build-HelloFunction" % self.path("src"), stderr)

    def test_a_tool_that_fails_fails_the_invocation_with_its_output(self):
        self.write("source.txt", "nothing")
        status, stdout, stderr = self.run_to_end("invoke", "fn", "--build", "-q")
        self.assertEqual((status, stdout), (3, ""))
        self.assertIn("\nno value\n", stderr)
        self.assertIn("the build of fn failed: exit status 1\nin %s it runs: python3 tool.py artifacts" % self.directory,
                      stderr)

    def test_a_tool_that_leaves_nothing_is_told(self):
        self.configure("true", CodeUri="dist")
        status, _, stderr = self.run_to_end("invoke", "fn", "--build")
        self.assertEqual(status, 3)
        self.assertIn("it left nothing in $ARTIFACTS_DIR, and nothing at " + self.path("dist"), stderr)

    def test_serve_builds_again_when_a_source_changes_and_a_failed_build_keeps_the_old_code(self):
        for where in ("artifacts", "dist"):
            with self.subTest(where):
                self.write("source.txt", "value: 1")
                self.configure("python3 tool.py " + where, **({} if where == "artifacts" else {"CodeUri": where}))
                self.serve("--build")
                for count in range(2, 5):
                    self.assertEqual(self.answer(), count - 1)
                    self.write("source.txt", "value: %d" % count)
                self.assertEqual(self.answer(), 4)
                self.write("source.txt", "broken")
                self.assertEqual(self.answer(), 4)
                self.wait_for_line("the code from before goes on serving")
                self.write("source.txt", "value: 5")
                self.assertEqual(self.answer(), 5)
                self.stop()
                self.assertEqual(self.left_over(), [])

    def test_a_change_that_is_none_builds_nothing(self):
        self.serve("--build")
        self.assertEqual(self.answer(), 1)
        first = json.loads(self.request("GET", "/2015-03-31/functions/fn/configuration")[2])["RevisionId"]
        self.write("node_modules/package/index.js", "1")
        self.write(".git/index", "1")
        self.assertEqual(self.answer(), 1)
        second = json.loads(self.request("GET", "/2015-03-31/functions/fn/configuration")[2])["RevisionId"]
        self.assertEqual((self.runs(), second), (["value: 1"], first))

    def test_functions_of_one_step_are_built_once(self):
        function = {"Build": "python3 tool.py artifacts"}
        self.write("lambdalocal.json", json.dumps({"Functions": {"a": function, "b": function}}))
        self.serve("--build", last="Lambda API")
        for name in "abab":
            self.assertEqual(json.loads(self.invoke(name, {})[2]), 1)
        self.assertEqual(self.runs(), ["value: 1"])

    def test_cases_are_run_on_what_was_built(self):
        self.write("fn.lambda-test.yaml", "Function: fn\nCases:\n" + "".join(
            "  case %d:\n    Environment: {NUMBER: '%d'}\n    Expect: {Payload: 1}\n" % (n, n) for n in range(4)))
        status, stdout, stderr = self.run_to_end("test", "--build", "--jobs", "4")
        self.assertEqual(status, 0, stdout + stderr)
        self.assertIn("building fn in", stderr)
        self.assertEqual(self.runs(), ["value: 1"])

    def test_makefiles_of_a_template_are_called(self):
        os.remove(self.path("lambdalocal.json"))
        self.write("src/Makefile", MAKEFILE)
        self.write("template.yaml", TEMPLATE % "    Metadata: {BuildMethod: makefile}")
        status, stdout, stderr = self.run_to_end("invoke", "--build")
        self.assertEqual((status, stdout), (0, '"made"\n'), stderr)
        self.assertIn("building HelloFunction in %s: make build-HelloFunction" % self.path("src"), stderr)

    def wheel(self, version):
        """A wheel as pip installs it, without a network."""
        os.makedirs(self.path("wheels"), exist_ok=True)
        info = "thing-%s.dist-info/" % version
        with zipfile.ZipFile(self.path("wheels/thing-%s-py3-none-any.whl" % version), "w") as archive:
            archive.writestr("thing.py", "VERSION = '%s'\n" % version)
            archive.writestr(info + "METADATA", "Metadata-Version: 2.1\nName: thing\nVersion: %s\n" % version)
            archive.writestr(info + "WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(info + "RECORD", "")
        self.environment |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": self.path("wheels"), "PIP_ROOT_USER_ACTION": "ignore"}

    def test_requirements_are_fetched_once_for_each_state_of_their_file(self):
        os.remove(self.path("lambdalocal.json"))
        self.wheel("1.0")
        self.wheel("2.0")
        self.write("template.yaml", TEMPLATE % "")
        self.write("src/requirements.txt", "thing==1.0\n")
        code = "import thing\n\ndef handler(event, context):\n    return [thing.VERSION, %d]\n"
        self.write("src/app.py", code % 1)
        self.serve("--build", last="Lambda API")

        def answer():
            return json.loads(self.invoke("HelloFunction", {})[2])
        self.assertEqual(answer(), ["1.0", 1], "".join(self.lines))
        self.write("src/app.py", code % 2)
        self.assertEqual(answer(), ["1.0", 2])
        self.write("src/requirements.txt", "thing==2.0\n")
        self.assertEqual(answer(), ["2.0", 2])
        built = [line for line in self.lines if "building HelloFunction" in line]
        self.assertEqual(len(built), 2, self.lines)
        self.assertEqual(len(os.listdir(self.path(".cache/lambdalocal/builds/dependencies"))), 2)
        self.assertEqual(self.run_to_end("cache", "clear")[0], 0)
        self.assertFalse(os.path.exists(self.path(".cache/lambdalocal/builds/dependencies")))
        self.assertEqual(answer(), ["2.0", 2])

    def test_a_terminal_is_told_what_takes_long(self):
        os.mkfifo(self.path("gate"))
        self.configure("cat gate; python3 tool.py artifacts")
        ours, terminal = pty.openpty()
        process = self.start("invoke", "fn", "--build", stderr=terminal)
        os.close(terminal)
        said = b""
        while b"building fn takes a while: 1 s so far" not in said:
            said += os.read(ours, 4096)
        with open(self.path("gate"), "wb"):
            pass
        stdout, _ = process.communicate(timeout=SECONDS)
        os.close(ours)
        self.assertEqual((process.returncode, stdout), (0, b"1\n"))

    def test_what_a_tool_has_started_ends_with_ctrl_c(self):
        listener, _ = self.listen()
        self.environment["TEST_SOCKET"] = self.path("s")
        self.write("tool.py", CONNECT + "connect('tool')\nsignal.pause()\n")
        process = self.start("invoke", "fn", "--build")
        lines = self.accept(listener, 1)
        os.killpg(process.pid, signal.SIGINT)
        self.assertEqual(process.wait(SECONDS), 130)
        process.stdout.close()
        process.stderr.close()
        self.assert_ends(lines, SECONDS)

    def test_serve_ends_at_once_while_a_request_waits_for_a_build(self):
        listener, _ = self.listen()
        self.environment["TEST_SOCKET"] = self.path("s")
        self.write("tool.py", CONNECT + "connect('tool')\nsignal.pause()\n")
        # So many that none is made ready ahead: the build is that of the request.
        names = ["fn"] + ["fn%d" % number for number in range(20)]
        self.write("lambdalocal.json", json.dumps({"Functions": {name: {"Build": "python3 tool.py"} for name in names}}))
        self.serve("--build", last="Lambda API")
        answers = []
        client = threading.Thread(target=lambda: answers.append(self.invoke("fn", {})))
        client.start()
        lines = self.accept(listener, 1)
        self.assertEqual(self.stop(), 0)
        client.join()
        self.assert_ends(lines, 0)
        self.assertEqual(answers[0][0], 500, answers)

    def test_what_a_killed_run_left_is_removed_by_the_next_one(self):
        listener, _ = self.listen()
        self.environment["TEST_SOCKET"] = self.path("s")
        self.write("tool.py", CONNECT + "connect('tool')\nsignal.pause()\n")
        process = self.start("invoke", "fn", "--build")
        lines = self.accept(listener, 1)
        process.kill()
        process.wait(SECONDS)
        process.stdout.close()
        process.stderr.close()
        self.assert_ends(lines, SECONDS)
        self.assertEqual(len(self.left_over()), 1)
        self.write("tool.py", TOOL)
        self.assertEqual(self.run_to_end("invoke", "fn", "--build")[1], "1\n")
        self.assertEqual(self.left_over(), [])


if __name__ == "__main__":
    main()
