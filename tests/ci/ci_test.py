#!/usr/bin/env python3
"""The commands of fixtures/ci, run as GitHub and GitLab run them.

ci_test.py --lambdalocal BINARY
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STEPS = ROOT / "fixtures/ci"
FAILING = "Function: fn\nCases:\n  fails:\n    Expect: {Payload: 2}\n"


class Steps(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(os.path.realpath(directory.name))
        self.binaries = self.directory / "bin"
        self.binaries.mkdir()
        os.symlink(ARGUMENTS.lambdalocal, self.binaries / "lambdalocal")
        self.environment = {"PATH": "%s:%s" % (self.binaries, os.environ["PATH"]), "LANG": "C.UTF-8",
                            "HOME": str(self.directory), "GITHUB_ACTION_PATH": str(STEPS),
                            "GITHUB_PATH": str(self.directory / "path"), "ARGUMENTS": "", "JUNIT": "lambdalocal.xml",
                            "LAMBDALOCAL_ARGUMENTS": ""}

    def run_all(self, commands, where):
        for command in commands:
            done = subprocess.run(["bash", "-eo", "pipefail", "-c", command], cwd=where, env=self.environment, text=True,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            if done.returncode:
                break
        return done

    def of_github(self):
        found = re.findall(r"^ *run: (.*)$", (STEPS / "action.yml").read_text(), re.MULTILINE)
        self.assertEqual(len(found), 2)
        return [re.sub(r"^'(.*)'$", r"\1", command) for command in found]

    def of_gitlab(self):
        text = (STEPS / "gitlab.yml").read_text()
        blocks = re.findall(r"^  (?:before_)?script:\n((?:    - .*\n)+)", text, re.MULTILINE)
        found = [line[6:] for block in blocks for line in block.splitlines()]
        self.assertEqual(len(found), 2)
        return found

    def samples(self):
        """The functions of fixtures/functions that have cases."""
        where = self.directory / "samples"
        for cases in (ROOT / "fixtures/functions").rglob("*.lambda-test.*"):
            shutil.copytree(cases.parent, where / cases.parent.relative_to(ROOT / "fixtures/functions"))
        for event in (ROOT / "fixtures/events").glob("*.json"):
            (self.directory / "events").mkdir(exist_ok=True)
            shutil.copy2(event, self.directory / "events")
        return where

    def failing(self):
        where = self.directory / "failing"
        (where / "fn").mkdir(parents=True)
        (where / "fn/app.py").write_text("def handler(event, context):\n    return 1\n")
        (where / "fn.lambda-test.yaml").write_text(FAILING)
        return where

    def test_the_samples_pass(self):
        where = self.samples()
        for commands in (self.of_github(), self.of_gitlab()):
            done = self.run_all(commands, where)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            report = xml.etree.ElementTree.parse(where / "lambdalocal.xml").getroot()
            self.assertEqual((report.findall(".//failure"), len(report.findall(".//testcase"))), ([], 10), done.stdout)
            self.assertIn("10 passed", done.stdout)

    def test_a_failure_fails_the_step_and_is_marked(self):
        where = self.failing()
        done = self.run_all(self.of_github(), where)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"(?m)^::error file=fn\.lambda-test\.yaml,line=3")
        done = self.run_all(self.of_gitlab(), where)
        self.assertEqual(done.returncode, 1)
        self.assertEqual((where / "lambdalocal.xml").read_text().count("<failure"), 1)

    def test_the_installer_prints_where_lambdalocal_is(self):
        self.assertEqual(self.run_all([self.of_github()[0]], self.directory).returncode, 0)
        self.assertEqual((self.directory / "path").read_text(), "%s\n" % self.binaries)

    def test_the_installer_keeps_what_a_package_holds(self):
        tree = self.directory / "tree"
        (tree / "DEBIAN").mkdir(parents=True)
        (tree / "DEBIAN/control").write_text("Package: lambdalocal\nVersion: 1\nArchitecture: all\nMaintainer: a\n"
                                             "Description: a\n")
        (tree / "usr/bin").mkdir(parents=True)
        shutil.copy2(ARGUMENTS.lambdalocal, tree / "usr/bin/lambdalocal")
        subprocess.run(["dpkg-deb", "-Znone", "-b", tree, self.directory / "l.deb"], check=True, stdout=subprocess.PIPE)
        (self.binaries / "lambdalocal").unlink()
        self.environment |= {"LAMBDALOCAL_DEB": str(self.directory / "l.deb"),
                             "PATH": os.environ["PATH"]}
        for _ in range(2):  # the second one finds what the first one kept
            done = self.run_all([str(STEPS / "install")], self.directory)
            self.assertEqual(done.returncode, 0, done.stderr)
            where = done.stdout.strip()
            self.assertEqual(where, str(self.directory / ".cache/lambdalocal-ci"))
            (self.directory / "l.deb").unlink(missing_ok=True)
        version = subprocess.run([where + "/lambdalocal", "--version"], stdout=subprocess.PIPE, text=True).stdout
        self.assertTrue(version.startswith("lambdalocal "), version)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--lambdalocal", required=True, type=os.path.abspath)
    ARGUMENTS, rest = parser.parse_known_args()
    unittest.main(argv=sys.argv[:1] + rest)
