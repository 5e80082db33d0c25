#!/usr/bin/env python3
"""Real functions that bring their own runtime client, run by lambdalocal: Go with aws-lambda-go, Rust with lambda_runtime, a
bootstrap in bash. Their clients know nothing of lambdalocal; what they get from it is the Runtime API alone.

    native_functions.py --lambdalocal BINARY bash|go|rust

Builds the function into the tests' cache first. Status 77: its toolchain is not on this machine.
"""
import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

FIXTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "fixtures", "functions", "provided")
CACHE = os.environ.get("LAMBDALOCAL_TEST_CACHE") or os.path.join(
    os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "lambdalocal-tests")
SKIPPED = 77


def run_tool(command, **options):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{result.stdout.decode(errors='replace')}")


def build_go(source, target):
    run_tool(["go", "build", "-o", os.path.join(target, "bootstrap"), "."], cwd=source,
             env=dict(os.environ, CGO_ENABLED="0"))


def build_rust(source, target):
    with tempfile.TemporaryDirectory() as scratch:
        run_tool(["cargo", "build", "--release", "--locked", "--target-dir", scratch], cwd=source)
        shutil.copy2(os.path.join(scratch, "release", "bootstrap"), target)


def build_bash(source, target):
    shutil.copy2(os.path.join(source, "bootstrap"), target)


TOOLS = {"go": ("go", build_go), "rust": ("cargo", build_rust), "bash": ("curl", build_bash)}


def built(language):
    """The directory of the built function, made anew when its source has changed."""
    tool, build = TOOLS[language]
    if not shutil.which(tool):
        print(f"skipped: {tool} is not installed")
        sys.exit(SKIPPED)
    source = os.path.join(FIXTURES, language)
    digest = hashlib.sha256()
    for directory, _, files in sorted(os.walk(source)):
        for name in sorted(files):
            with open(os.path.join(directory, name), "rb") as file:
                digest.update(name.encode() + b"\0" + file.read())
    target = os.path.join(CACHE, "native", f"{language}-{digest.hexdigest()[:16]}")
    if not os.path.exists(os.path.join(target, "bootstrap")):
        os.makedirs(target, exist_ok=True)
        build(source, target)
    return target


class Invoke:
    def __init__(self, binary, bundle):
        self.binary, self.bundle = binary, bundle

    def __call__(self, event, *flags):
        with tempfile.TemporaryDirectory() as cache:
            result = subprocess.run(
                [self.binary, "invoke", self.bundle, "--function-name", "native", "--json", "--event", json.dumps(event), *flags],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=600,
                env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "XDG_CACHE_HOME": cache})
        records = [json.loads(line) for line in result.stdout.decode().splitlines()]
        assert records, result.stderr.decode()
        return result.returncode, records


def payload(record):
    return json.loads(record["Payload"])


def check_bash(invoke):
    code, (record,) = invoke({"word": "hi"}, "--handler", "shout")
    assert (code, payload(record)) == (0, {"word": "HI"}), record
    assert "handler is shout" in record["Logs"], record
    code, (record,) = invoke({"fail": "told so"})
    assert code == 1 and record["FunctionError"] == "Unhandled", record
    assert payload(record) == {"errorMessage": "told so", "errorType": "Told"}, record
    code, records = invoke({"word": "again"}, "--repeat", "3")
    assert code == 0 and [payload(r)["word"] for r in records] == ["AGAIN"] * 3, records


def check_go(invoke):
    code, (record,) = invoke({"name": "gopher"})
    assert code == 0, record
    assert payload(record) == {"hello": "gopher", "functionName": "native", "requestId": record["RequestId"],
                               "hasDeadline": True}, record
    assert "hello from Go" in record["Logs"], record
    code, (record,) = invoke({"fail": "no luck"})
    assert code == 1 and payload(record) == {"errorMessage": "no luck", "errorType": "errorString"}, record
    code, (record,) = invoke({"panic": "oh"})
    told = payload(record)
    assert code == 1 and told["errorMessage"] == "oh" and told["errorType"] == "string", record
    assert told["stackTrace"] and set(told["stackTrace"][0]) == {"path", "line", "label"}, record
    code, (record,) = invoke({"exit": 4})
    assert code == 1 and payload(record) == {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: {record['RequestId']} Error: Runtime exited with error: exit status 4"}, record
    code, records = invoke({"name": "warm"}, "--repeat", "20")
    assert code == 0 and len(records) == 20 and "InitDuration" not in records[1], records[:2]


def check_rust(invoke):
    code, (record,) = invoke({"name": "crab"}, "--memory", "256")
    assert code == 0, record
    assert payload(record) == {"hello": "crab", "functionName": "native", "memory": 256, "requestId": record["RequestId"]}, record
    assert "hello from Rust" in record["Logs"], record
    code, (record,) = invoke({"fail": "no luck"})
    told = payload(record)
    assert code == 1 and told["errorMessage"] == "no luck" and re.match(r"&?alloc::boxed::Box<dyn", told["errorType"]), record
    code, (record,) = invoke({"panic": "oh"})
    assert code == 1 and "oh" in payload(record)["errorMessage"], record


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lambdalocal", required=True)
    parser.add_argument("language", choices=sorted(TOOLS))
    arguments = parser.parse_args()
    check = {"bash": check_bash, "go": check_go, "rust": check_rust}[arguments.language]
    check(Invoke(os.path.abspath(arguments.lambdalocal), built(arguments.language)))
    print(f"{arguments.language}: as expected")


if __name__ == "__main__":
    main()
