#!/usr/bin/env python3
"""The AWS CLI and the AWS SDKs against `lambdalocal serve` (README.md).

    clients.py --lambdalocal BINARY aws-cli|boto3|js|go|java|rust

A line per difference, then a summary. Exit status 0: none; 1: some; 77: a toolchain or a package cannot be had here.
"""
import argparse
import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

import sent  # noqa: E402
from serving import NotServing, Served, eventually  # noqa: E402
from test_cache import SKIPPED, Unavailable, cached, hash_of, node_24, npm_packages, pip_packages, run  # noqa: E402

FUNCTION = HERE.parents[1] / "fixtures/functions/nodejs/for_clients"
BOTO3, AWS_CLI = "boto3==1.44.5", "awscli==1.46.2"


def aws_cli():
    if shutil.which("aws"):
        return [sys.executable, "-B", HERE / "aws_cli_client.py", "{}", shutil.which("aws")], {}
    packages = pip_packages("aws-cli", AWS_CLI)
    command = [sys.executable, "-B", HERE / "aws_cli_client.py", "{}", sys.executable, "-m", "awscli"]
    return command, {"PYTHONPATH": packages}


def boto3():
    return [sys.executable, "-B", HERE / "boto3_client.py", "{}"], {"PYTHONPATH": pip_packages("boto3", BOTO3)}


def js():
    packages = npm_packages("client-js", HERE / "js/package.json")

    def build(directory):
        (directory / "node_modules").symlink_to(packages / "node_modules")
        shutil.copy2(HERE / "js/client.mjs", directory)
        shutil.copy2(HERE / "js/package.json", directory)
    built = cached("client-js-" + hash_of(HERE / "js"), build)
    return [os.path.join(node_24(), "node"), built / "client.mjs", "{}"], {}


def go():
    def build(directory):
        run(["go", "build", "-o", directory / "client", "."], cwd=HERE / "go", env=dict(os.environ, CGO_ENABLED="0"))
    return [cached("client-go-" + hash_of(HERE / "go"), build) / "client", "{}"], {}


def java():
    if not shutil.which("javac"):
        raise Unavailable("javac is not installed")

    def build(directory):
        run(["mvn", "-B", "-q", "-f", HERE / "java/pom.xml", "dependency:copy-dependencies", "-DincludeScope=runtime",
             "-DoutputDirectory=%s" % (directory / "lib")])
        run(["javac", "-cp", directory / "lib/*", "-d", directory, HERE / "java/Client.java"])
    built = cached("client-java-" + hash_of(HERE / "java"), build)
    return ["java", "-cp", "%s:%s/lib/*" % (built, built), "Client", "{}"], {}


def rust():
    def build(directory):
        with tempfile.TemporaryDirectory() as scratch:
            run(["cargo", "build", "--locked", "--target-dir", scratch], cwd=HERE / "rust")
            shutil.copy2(os.path.join(scratch, "debug", "rust_client"), directory)
    built = cached("client-rust-" + hash_of(HERE / "rust/src", HERE / "rust/Cargo.lock"), build)
    return [built / "rust_client", "{}"], {}


CLIENTS = {"aws-cli": aws_cli, "boto3": boto3, "js": js, "go": go, "java": java, "rust": rust}


def answered(payload, **more):
    return {"status": 200, "payload": payload, "functionError": "", "version": "$LATEST", "log": "", **more}


def accepted(status):
    """Of an invocation whose result nobody waits for."""
    return {"status": status, "payload": "", "functionError": "", "version": "", "log": ""}


def log_of(lines=""):
    return re.compile(
        r"START RequestId: (?P<id>%s) Version: \$LATEST\n%sEND RequestId: (?P=id)\n"
        r"REPORT RequestId: (?P=id)\tDuration: [0-9.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\t"
        r"Max Memory Used: \d+ MB\t(Init Duration: [0-9.]+ ms\t)?\n?" % (ID, lines), re.DOTALL)


ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ARN = r"arn:aws:lambda:us-east-1:\d{12}:function:"
FUNCTION_ERROR = re.compile(r'\{"errorType":"TypeError","errorMessage":"no luck","trace":\[.*\]\}')
CONFIGURATION = {"FunctionName": "echo", "Runtime": "nodejs24.x", "Handler": "index.handler", "State": "Active",
                 "LastUpdateStatus": "Successful", "Version": "$LATEST"}


def failed(status, code, message):
    return {"status": status, "code": code, "message": re.compile(message, re.DOTALL)}


# What AWS answers (patterns have to match as a whole), in the order in which it is printed.
EXPECTED = {
    "invoke": answered(sent.BYTES.decode()),
    "log tail": answered('{"log":"told"}', log=log_of(r"[-0-9T:.]+Z\t(?P=id)\tINFO\ttold\n")),
    "function error": answered(FUNCTION_ERROR, functionError="Unhandled"),
    "event": accepted(202),
    "dry run": accepted(204),
    "client context": answered(sent.CLIENT_CONTEXT.decode()),
    "qualifier": answered(re.compile('"%secho:\\$LATEST"' % ARN)),
    "unknown function": failed(404, "ResourceNotFoundException", r"Function not found: %snobody:\$LATEST" % ARN),
    "invalid JSON": failed(400, "InvalidRequestContentException",
                           "Could not parse request body into json: Could not parse payload into json: .*"),
    "too large": failed(413, "RequestEntityTooLargeException",
                        "Request must be smaller than 6291456 bytes for the InvokeFunction operation"),
    "get function": CONFIGURATION,
    "get function configuration": CONFIGURATION,
    "list functions": ["echo", "stream"],
    "waiter function_exists": "ok",
    "waiter function_active_v2": "ok",
    "stream": {"status": 200, "text": "first,second", "chunks": 2, "errorCode": "", "errorDetails": "", "log": log_of()},
    "stream error": {"status": 200, "text": "first,", "chunks": 1, "errorCode": re.compile(".+"),
                     "errorDetails": re.compile(".*no luck.*", re.DOTALL), "log": log_of(".*no luck.*")},
    "not emulated": failed(501, "NotImplemented", r".*\bCreateFunction\b.*"),
}


def differs(expected, seen):
    if isinstance(expected, re.Pattern):
        return not (isinstance(seen, str) and expected.fullmatch(seen))
    return expected != seen


def differences(expected, seen, place):
    """Lines: where, what AWS answers, what was seen. What a client cannot tell is left out of `seen`."""
    if isinstance(expected, dict) and isinstance(seen, dict):
        for name in seen:
            yield from differences(expected.get(name), seen[name], "%s, %s" % (place, name))
    elif differs(expected, seen):
        wanted = "/%s/" % expected.pattern if isinstance(expected, re.Pattern) else repr(expected)
        yield "%s: expected %s, got %s" % (place, wanted, repr(seen)[:400])


def put_what_is_sent(directory):
    files = {"bytes": sent.BYTES, "invalid": sent.INVALID, "too_large": sent.TOO_LARGE,
             "client_context": sent.CLIENT_CONTEXT, "client_context.base64": base64.b64encode(sent.CLIENT_CONTEXT)}
    for name, content in files.items():
        (directory / name).write_bytes(content)


def observe(command, environment, lambda_api, directory):
    """What the client has seen, as the JSON it prints."""
    environment = dict(
        os.environ, AWS_ENDPOINT_URL_LAMBDA=lambda_api, AWS_REGION="us-east-1", AWS_DEFAULT_REGION="us-east-1",
        AWS_ACCESS_KEY_ID="AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY="none", AWS_MAX_ATTEMPTS="1", AWS_PAGER="",
        AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true",
        NO_PROXY="127.0.0.1", no_proxy="127.0.0.1", **{name: str(value) for name, value in environment.items()})
    command = [str(directory) if part == "{}" else str(part) for part in command]
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=1500)
    if done.returncode != 0:
        raise NotServing("the client failed:\n%s" % done.stderr.decode(errors="replace")[-3000:])
    return json.loads(done.stdout)


def check(binary, client):
    command, environment = CLIENTS[client]()
    functions = {name: {"CodeUri": str(FUNCTION), "Runtime": "nodejs24.x", "Handler": handler, "Timeout": 10}
                 for name, handler in (("echo", "index.handler"), ("stream", "index.stream"))}
    with tempfile.TemporaryDirectory(prefix="lambdalocal-client-") as name:
        directory = pathlib.Path(name).resolve()
        put_what_is_sent(directory)
        with Served(binary, functions, ("--isolation", "off"), {"PATH": node_24() + os.pathsep + os.environ["PATH"]}) as served:
            seen = observe(command, environment, served.ready["lambda_api"], directory)
            written = directory / "event"
            ran = eventually(lambda: written.exists() and written.read_text() == "ran")
    for answer in seen.values():
        if isinstance(answer, dict) and "log base64" in answer:
            answer["log"] = base64.b64decode(answer.pop("log base64")).decode()
    missing = set(EXPECTED) - set(seen) - ({"stream", "stream error"} if client == "aws-cli" else set())
    lines = ["%s: not seen" % case for case in sorted(missing)]
    lines += [line for case in seen for line in differences(EXPECTED[case], seen[case], case)]
    return len(seen) + 1, lines + ([] if ran else ["event: the function has not run"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lambdalocal", required=True)
    parser.add_argument("client", choices=sorted(CLIENTS))
    arguments = parser.parse_args()
    try:
        cases, lines = check(arguments.lambdalocal, arguments.client)
    except Unavailable as missing:
        print("skipped: %s" % missing)
        return SKIPPED
    except (NotServing, subprocess.TimeoutExpired, OSError, ValueError) as failure:
        cases, lines = 1, [str(failure)]
    for line in lines:
        print("%s, %s" % (arguments.client, line))
    print("%s: %d cases, %d differences" % (arguments.client, cases, len(lines)))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
