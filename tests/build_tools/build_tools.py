#!/usr/bin/env python3
"""--build in a project of fixtures/projects, with its real tool (README.md)."""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests/support"))
from serving import eventually  # noqa: E402
from test_cache import SKIPPED, Unavailable, java_client, linked_copy, npm_packages  # noqa: E402

SECONDS = 120


class Project:
    def __init__(self, binary, directory):
        self.binary, self.directory = os.path.abspath(binary), directory
        self.environment = dict(os.environ, XDG_CACHE_HOME=str(directory.parent / "cache"))

    def start(self, *arguments):
        return subprocess.Popen([self.binary, *arguments], cwd=self.directory, env=self.environment, text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *arguments):
        process = self.start(*arguments)
        stdout, stderr = process.communicate(timeout=SECONDS)
        expect(process.returncode == 0, "%s ended with %d:\n%s%s" % (arguments, process.returncode, stdout, stderr))
        return stdout, stderr


def expect(holds, otherwise):
    if not holds:
        raise SystemExit(otherwise)


def ready(path, process):
    eventually(lambda: path.exists() or process.poll() is not None, SECONDS)
    expect(path.exists(), "serve is not ready")
    return json.loads(path.read_text())


def get(url):
    with urllib.request.urlopen(url, timeout=SECONDS) as answer:
        return json.load(answer)


def post(url, event):
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(event).encode()), timeout=SECONDS) as answer:
        return json.load(answer)


def esbuild(binary, directory):
    sources = ROOT / "fixtures/projects/typescript_esbuild"
    packages = npm_packages("build-tools-esbuild", sources / "hello-world/package.json")
    project = Project(binary, directory / "project")
    shutil.copytree(sources, project.directory)
    linked_copy(packages, project.directory / "hello-world")

    stdout, stderr = project.run("invoke", "HelloWorldFunction", "--event", "events/event.json", "--build")
    expect(json.loads(stdout) == {"statusCode": 200, "body": '{"message":"hello Ada"}'}, stdout)
    expect("npx esbuild app.ts" in stderr, stderr)
    stdout, _ = project.run("test", "--build")
    expect("2 passed" in stdout, stdout)

    serve = project.start("serve", "--build", "--port", "0", "--http-port", "0", "--ready-file", "ready")
    try:
        url = ready(project.directory / "ready", serve)["rest"]
        expect(get(url + "/hello?name=Bob") == {"message": "hello Bob"}, "the API does not answer")
        greeting = project.directory / "hello-world/greeting.ts"
        greeting.write_text(greeting.read_text().replace("hello", "good morning"))
        answer = get(url + "/hello?name=Bob")
        expect(answer == {"message": "good morning Bob"}, "after a change: %s" % answer)
        greeting.write_text("export function greeting(: string {")
        answer = get(url + "/hello?name=Bob")
        expect(answer == {"message": "good morning Bob"}, "after a change that does not compile: %s" % answer)
    finally:
        serve.terminate()
        _, stderr = serve.communicate(timeout=SECONDS)
    expect("the code from before goes on serving" in stderr, stderr)


def java(binary, directory, tool, function, shown):
    if not shutil.which(tool):
        raise Unavailable("%s is not installed" % tool)
    project = Project(binary, directory / "project")
    project.environment["XDG_DATA_HOME"] = str(java_client(project.binary))
    shutil.copytree(ROOT / "fixtures/projects/java", project.directory)

    stdout, stderr = project.run("invoke", function, "--event", "events/ada.json", "--build")
    expect(json.loads(stdout) == {"message": "hello Ada", "tool": tool.replace("mvn", "maven")}, stdout)
    expect(shown in stderr, stderr)
    stdout, _ = project.run("test", "--build", "--filter", function.replace("Function", ""))
    expect("1 passed" in stdout, stdout)

    serve = project.start("serve", function, "--build", "--port", "0", "--http-port", "0", "--ready-file", "ready")
    try:
        api = ready(project.directory / "ready", serve)["lambda_api"]
        url = "%s/2015-03-31/functions/%s/invocations" % (api, function)
        expect(post(url, {"name": "Bob"})["message"] == "hello Bob", "the function does not answer")
        greeting = next(project.directory.glob("%s/**/Greeting.java" % tool.replace("mvn", "maven")))
        greeting.write_text(greeting.read_text().replace("hello ", "good morning "))
        expect(post(url, {"name": "Bob"})["message"] == "good morning Bob", "not after a change")
        greeting.write_text("class {")
        expect(post(url, {"name": "Bob"})["message"] == "good morning Bob", "not after a change that does not compile")
    finally:
        serve.terminate()
        _, stderr = serve.communicate(timeout=SECONDS)
    expect("the code from before goes on serving" in stderr, stderr)


def maven(binary, directory):
    java(binary, directory, "mvn", "MavenFunction", "mvn -B package dependency:copy-dependencies")


def gradle(binary, directory):
    java(binary, directory, "gradle", "GradleFunction", "gradle --no-daemon")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lambdalocal", required=True)
    parser.add_argument("tool", choices=["esbuild", "maven", "gradle"])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        try:
            globals()[arguments.tool](arguments.lambdalocal, pathlib.Path(os.path.realpath(directory)))
        except Unavailable as missing:
            print("skipped:", missing)
            return SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
