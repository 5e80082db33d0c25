"""What the AWS CLI sees of a served function (README.md): aws_cli_client.py DIRECTORY AWS-COMMAND...

The CLI has no command for InvokeWithResponseStream.
"""
import base64
import json
import pathlib
import re
import subprocess
import sys
import zipfile

from sent import CLIENT_CONTEXT

DIRECTORY, AWS = pathlib.Path(sys.argv[1]), sys.argv[2:]


def aws(*arguments):
    return subprocess.run([*AWS, "lambda", *arguments, "--output", "json"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def told(*arguments):
    done = aws(*arguments)
    if done.returncode != 0:
        raise SystemExit("aws lambda %s failed:\n%s" % (" ".join(arguments), done.stderr.decode()))
    return json.loads(done.stdout or b"{}")


def answer(payload, *arguments):
    target = DIRECTORY / "payload"
    response = told("invoke", "--function-name", "echo", "--payload", payload_file(payload), *arguments, str(target))
    return {"status": response["StatusCode"], "payload": target.read_bytes().decode(),
            "functionError": response.get("FunctionError", ""), "version": response.get("ExecutedVersion", ""),
            "log": base64.b64decode(response.get("LogResult", "")).decode()}


def payload_file(payload):
    """fileb://: bytes as they are, in both major versions of the CLI."""
    if payload in ("bytes", "invalid", "too_large"):
        return "fileb://%s" % (DIRECTORY / payload)
    (DIRECTORY / "given").write_text(payload)
    return "fileb://%s" % (DIRECTORY / "given")


def failure(*arguments):
    done = aws(*arguments)
    said = done.stderr.decode()
    found = re.search(r"An error occurred \((\w+)\) when calling the \w+ operation[^:]*: (.*)", said, re.DOTALL)
    return {"code": found[1], "message": found[2].strip()} if found else "no error: " + said


def waited(name):
    return aws("wait", name, "--function-name", "echo").stderr.decode() or "ok"


def configuration(found):
    keys = ("FunctionName", "Runtime", "Handler", "State", "LastUpdateStatus", "Version")
    return {key: found.get(key) for key in keys}


def invoke_failure(name, payload):
    return failure("invoke", "--function-name", name, "--payload", payload_file(payload), str(DIRECTORY / "payload"))


with zipfile.ZipFile(DIRECTORY / "code.zip", "w") as archive:  # the CLI looks into it
    archive.writestr("app.py", "")
print(json.dumps({
    "invoke": answer("bytes"),
    "log tail": answer('{"log": "told"}', "--log-type", "Tail"),
    "function error": answer('{"fail": "no luck"}'),
    "event": answer(json.dumps({"write": str(DIRECTORY / "event"), "text": "ran"}), "--invocation-type", "Event"),
    "dry run": answer("{}", "--invocation-type", "DryRun"),
    "client context": answer('{"tell": "clientContext"}', "--client-context",
                             base64.b64encode(CLIENT_CONTEXT).decode()),
    "qualifier": answer('{"tell": "arn"}', "--qualifier", "$LATEST"),
    "unknown function": invoke_failure("nobody", "{}"),
    "invalid JSON": invoke_failure("echo", "invalid"),
    "too large": invoke_failure("echo", "too_large"),
    "get function": configuration(told("get-function", "--function-name", "echo")["Configuration"]),
    "get function configuration": configuration(told("get-function-configuration", "--function-name", "echo")),
    "list functions": sorted(one["FunctionName"] for one in told("list-functions")["Functions"]),
    "waiter function_exists": waited("function-exists"),
    "waiter function_active_v2": waited("function-active-v2"),
    "not emulated": failure("create-function", "--function-name", "new", "--role", "arn:aws:iam::123456789012:role/r",
                            "--runtime", "python3.13", "--handler", "app.handler",
                            "--zip-file", "fileb://%s" % (DIRECTORY / "code.zip")),
}))
