#!/usr/bin/env python3
"""What a `serve` runs after its files were changed: the next request has the new code, whatever the change was."""

import json
import os
import shutil
import time

from serving import ServeTest
from support import SECONDS, main

PYTHON = "def handler(event, context):\n    return %s\n"
WRITABLE = "--isolation", "off"  # isolated, the package is read-only
WRITER = """import os

HERE = os.path.dirname(__file__)

def handler(event, context):
    with open(HERE + "/count.txt", "a") as file:
        file.write("x")
    os.makedirs(HERE + "/cache", exist_ok=True)
    for name in ("a", "b"):
        with open(HERE + "/cache/" + name, "w") as file:
            file.write(str(event))
    return [os.getpid(), %s]
"""
NODE = "exports.handler = async () => require('shared').value\n"


class Reload(ServeTest):
    def answer(self, name, front_end="Lambda API"):
        return json.loads(self.invoke(name, {})[2])

    def until(self, name, expected):
        """Asks until the answer is as expected: for changes that nobody can see at once (something is not there yet)."""
        end = time.monotonic() + SECONDS
        answer = None
        while time.monotonic() < end:
            answer = self.answer(name)
            if answer == expected:
                return
        self.assertEqual(answer, expected)

    def write_shared(self, directory, value):
        self.write(directory + "/package.json", json.dumps({"name": "shared", "version": "1.0.0"}))
        self.write(directory + "/index.js", "exports.value = %s\n" % json.dumps(value))

    def test_a_request_after_a_write_has_the_new_code_each_time(self):
        self.write("fn/app.py", PYTHON % 0)
        self.serve("fn")
        self.assertEqual(self.answer("fn"), 0)
        for count in range(1, 101):
            self.write("fn/app.py", PYTHON % count)
            self.assertEqual(self.answer("fn"), count)

    def test_a_request_after_a_rename_or_of_a_new_directory_has_the_new_code(self):
        self.write("fn/app.py", "from lib.value import VALUE\n" + PYTHON % "VALUE")
        self.write("fn/lib/value.py", "VALUE = 0\n")
        self.serve("fn")
        self.assertEqual(self.answer("fn"), 0)
        for count in range(1, 21):
            self.write("next/value.py", "VALUE = %d\n" % count)
            if count % 2:
                os.rename(self.path("next/value.py"), self.path("fn/lib/value.py"))
            else:
                os.rename(self.path("fn/lib"), self.path("before%d" % count))
                shutil.copytree(self.path("next"), self.path("fn/lib"))
            self.assertEqual(self.answer("fn"), count)

    def test_a_changed_environment_file_holds_with_the_next_request(self):
        self.write("fn/app.py", "import os\n" + PYTHON % "os.environ['COLOUR']")
        self.write("variables/colours.env", "COLOUR=red\n")
        self.serve("fn", "--env-file", "variables/colours.env")
        self.assertEqual(self.answer("fn"), "red")
        for colour in ("blue", "green"):
            self.write("variables/colours.env", "COLOUR=%s\n" % colour)
            self.assertEqual(self.answer("fn"), colour)
        shutil.rmtree(self.path("variables"))
        self.wait_for_line("the configuration from before goes on")
        self.assertEqual(self.answer("fn"), "green")
        self.write("variables/colours.env", "COLOUR=white\n")
        self.until("fn", "white")

    def test_a_changed_reserved_concurrency_holds_without_a_restart(self):
        def reserve(number, status):
            self.write("lambdalocal.json", json.dumps({"Functions": {"fn": {
                "CodeUri": "fn", "ReservedConcurrentExecutions": number}}}))
            end = time.monotonic() + SECONDS
            while self.invoke("fn", {})[0] != status:
                self.assertLess(time.monotonic(), end, "%d is not in force" % number)

        self.write("fn/app.py", PYTHON % 1)
        self.write("lambdalocal.json", json.dumps({"Functions": {"fn": {"CodeUri": "fn"}}}))
        self.serve()
        self.assertEqual(self.answer("fn"), 1)
        for number, status in ((0, 429), (2, 200), (0, 429), (1, 200)):
            reserve(number, status)

    def remade(self, removed, code, *arguments):
        """`code` holds app.py; `removed` is what is taken away, for longer than serve looks."""
        self.write(code + "/app.py", PYTHON % "'old'")
        self.serve(*arguments)
        self.assertEqual(self.answer("fn"), "old")
        shutil.rmtree(self.path(removed))
        self.wait_for_line("failed to load fn")
        self.write(code + "/app.py", PYTHON % "'new'")
        self.until("fn", "new")
        self.write(code + "/app.py", PYTHON % "'newer'")
        self.assertEqual(self.answer("fn"), "newer")

    def test_a_bundle_that_was_removed_and_made_again_is_served_again(self):
        self.remade("fn", "fn", "fn")

    def test_so_is_one_in_a_directory_that_was_removed(self):
        self.remade("dist", "dist/out/fn", "dist/out/fn")

    def test_so_is_the_codeuri_of_a_file(self):
        self.write("lambdalocal.json", json.dumps({"Functions": {"fn": {"CodeUri": "dist/fn"}}}))
        self.remade("dist", "dist/fn")

    def test_so_is_the_codeuri_of_a_file_about_one_function(self):
        self.write("lambdalocal.json", json.dumps({"FunctionName": "fn", "CodeUri": "dist"}))
        self.remade("dist", "dist")

    def test_a_layer_and_a_zip_that_were_removed_are_used_again(self):
        def zip_of(value):
            self.write("src/app.py", "from layer import VALUE\n" + PYTHON % ("[VALUE, '%s']" % value))
            shutil.make_archive(self.path("made"), "zip", self.path("src"))
            os.rename(self.path("made.zip"), self.path("fn.zip"))

        zip_of("old")
        self.write("layer/python/layer.py", "VALUE = 'old'\n")
        self.serve("fn.zip", "--layer", "layer")
        self.assertEqual(self.answer("fn"), ["old", "old"])
        shutil.rmtree(self.path("layer"))
        self.wait_for_line("failed to load fn")
        self.write("layer/python/layer.py", "VALUE = 'new'\n")
        self.until("fn", ["new", "old"])
        os.remove(self.path("fn.zip"))
        zip_of("new")
        self.until("fn", ["new", "new"])

    def test_code_behind_a_link_is_the_functions_own(self):
        self.write("fn/index.js", NODE)
        self.write_shared("packages/shared", 0)
        os.makedirs(self.path("fn/node_modules"))
        os.symlink("../../packages/shared", self.path("fn/node_modules/shared"))
        self.serve("fn")
        self.assertEqual(self.answer("fn"), 0)
        self.write_shared("packages/shared", 1)
        self.assertEqual(self.answer("fn"), 1)
        shutil.rmtree(self.path("packages/shared"))
        self.write_shared("packages/shared", 2)
        self.until("fn", 2)
        self.write_shared("packages/other", 3)
        os.remove(self.path("fn/node_modules/shared"))
        os.symlink("../../packages/other", self.path("fn/node_modules/shared"))
        self.until("fn", 3)
        self.write_shared("packages/other", 4)
        self.assertEqual(self.answer("fn"), 4)

    def test_a_linked_file_and_links_behind_links_are_too(self):
        self.write("fn/app.py", "from value import VALUE\nfrom lib.deep import DEEP\n" + PYTHON % "[VALUE, DEEP]")
        self.write("shared/value.py", "VALUE = 0\n")
        self.write("shared/lib/__init__.py", "")
        self.write("elsewhere/deep.py", "DEEP = 0\n")
        os.symlink("../shared/value.py", self.path("fn/value.py"))
        os.symlink("../shared/lib", self.path("fn/lib"))
        os.symlink("../../elsewhere/deep.py", self.path("shared/lib/deep.py"))
        self.serve("fn")
        self.assertEqual(self.answer("fn"), [0, 0])
        self.write("shared/value.py", "VALUE = 1\n")
        self.assertEqual(self.answer("fn"), [1, 0])
        self.write("elsewhere/deep.py", "DEEP = 1\n")
        self.assertEqual(self.answer("fn"), [1, 1])

    def test_a_workspace_with_packages_above_the_function_is_watched(self):
        self.write("package.json", json.dumps({"private": True, "workspaces": ["packages/*"]}))
        self.write("packages/fn/index.js", NODE)
        self.write_shared("packages/shared", 0)
        os.makedirs(self.path("node_modules"))
        os.symlink("../packages/shared", self.path("node_modules/shared"))
        self.serve("packages/fn")
        self.assertEqual(self.answer("fn"), 0)
        self.write_shared("packages/shared", 1)
        self.assertEqual(self.answer("fn"), 1)
        shutil.rmtree(self.path("node_modules"))
        self.write_shared("node_modules/shared", 2)
        self.until("fn", 2)
        self.write_shared("node_modules/shared", 3)
        self.assertEqual(self.answer("fn"), 3)

    def test_what_a_function_writes_beside_its_code_is_told_once_and_reloads_nothing(self):
        self.write("fn/app.py", WRITER % 0)
        self.serve("fn", *WRITABLE)
        answers = [self.answer("fn") for _ in range(10)]
        self.assertEqual(len({process for process, _ in answers[2:]}), 1, answers)
        process = answers[-1][0]
        for value in range(1, 21):
            self.write("fn/app.py", WRITER % value)
            before, (process, answer) = process, self.answer("fn")
            self.assertEqual(answer, value)
            self.assertNotEqual(process, before)
            self.assertEqual(self.answer("fn"), [process, value])
        self.write("fn/count.txt", "")
        self.assertNotEqual(self.answer("fn")[0], process)
        self.stop()
        self.assertEqual(sorted(line for line in self.lines if "beside its code" in line), [
            "lambdalocal: warning: fn wrote %s beside its code: on Lambda this is read-only, write to /tmp\n"
            % self.path("fn", name) for name in ("cache/a", "cache/b", "count.txt")])

    def test_a_new_file_with_each_request_is_told_once_for_its_directory_and_soon_reloads_nothing(self):
        self.write("fn/app.py", "import os, uuid\nHERE = os.path.dirname(__file__)\n\n\ndef handler(event, context):\n"
                   "    os.makedirs(HERE + '/log', exist_ok=True)\n    open(f'{HERE}/log/{uuid.uuid4()}', 'w').close()\n"
                   "    return os.getpid()\n")
        self.serve("fn", *WRITABLE)
        answers = [self.answer("fn") for _ in range(12)]
        self.assertEqual(len(set(answers[4:])), 1, answers)
        self.stop()
        self.assertEqual(len([line for line in self.lines if "fn/log/" in line and "beside its code" in line]), 1)

    def test_what_a_function_writes_does_not_reload_another_function_of_the_same_directory(self):
        self.write("fn/app.py", WRITER % 0)
        self.write("fn/reader.py", PYTHON % "__import__('os').getpid()")
        self.write("lambdalocal.json", json.dumps({"Functions": {
            "writer": {"CodeUri": "fn", "Handler": "app.handler"}, "reader": {"CodeUri": "fn", "Handler": "reader.handler"}}}))
        self.serve(*WRITABLE)
        for _ in range(4):
            self.answer("writer")
        process = self.answer("reader")
        for _ in range(5):
            self.answer("writer")
            self.assertEqual(self.answer("reader"), process)
        self.stop()
        self.assertEqual([line for line in self.lines if "reader wrote" in line], [])

    def test_a_file_saved_as_soon_as_there_is_an_answer_is_not_taken_for_the_functions_own(self):
        self.write("fn/app.py", "import json\n" + WRITER % "json.load(open(HERE + '/data.json'))")
        self.write("fn/data.json", "0")
        self.serve("fn", *WRITABLE)
        self.answer("fn")
        for value in range(1, 31):
            self.write("fn/data.json", str(value))
            self.assertEqual(self.answer("fn")[1], value)
        self.stop()
        self.assertEqual([line for line in self.lines if "data.json beside its code" in line], [])

    def test_what_a_function_writes_when_it_is_initialised_ahead_is_its_own_too(self):
        self.write("fn/app.py", "import os\nopen(os.path.dirname(__file__) + '/init.txt', 'a').write('x')\n" +
                   PYTHON % "os.getpid()")
        self.serve("fn", "--keep-warm", "1", *WRITABLE)
        self.wait_for_line("fn wrote .*/init.txt beside its code")
        process = self.answer("fn")
        self.assertEqual([self.answer("fn") for _ in range(5)], [process] * 5)


if __name__ == "__main__":
    main()
