#!/usr/bin/env python3
"""Runs the Node.js corpus through our embedded bootstrap and through AWS's runtime interface clients (3.x for
nodejs22.x and older, 4.x for nodejs24.x and newer) and compares what the caller, the Runtime API and the log see. One
line per difference; a case that differs is run once more before it counts.

    nodejs_conformance.py [--bootstrap-dir DIR] [--case TEXT] [--node MAJOR] [--jobs N] [--verbose]

Exit status 0: same; 1: differences; 77: the oracles cannot be installed here (ctest: skipped).
"""
import argparse
import base64
import concurrent.futures
import json
import pathlib
import re
import sys

import nodejs_tools
from nodejs_cases import CASES
from runtime_api_server import Session, base_environment

SOURCE = pathlib.Path(__file__).resolve().parents[2]
FUNCTIONS = SOURCE / "fixtures/functions/nodejs"
MODULE_FLAGS = {"--experimental-require-module": "--no-experimental-require-module",
                "--experimental-detect-module": "--no-experimental-detect-module"}
RUNTIME_FILES = re.compile(r"(- |imported from |^)/\S*"
                           r"(nodejs/bootstrap/(handler|index)\.[cm]js|aws-lambda-ric/(dist/)?index\.mjs)")
# What node prints about a crash that is not the error itself, and our own hints.
CRASH_NOISE = re.compile(r"lambdalocal: |node:internal|\s\s|\s*\d+: |-----|/\S*:\d+$|<runtime>\S*:\d+$|"
                         r"Warning: Detected unsettled|await run|\^")
HEADERS = ("content-type", "lambda-runtime-function-error-type", "lambda-runtime-function-response-mode", "trailer")
STACKS = {"trace", "stack", "stackTrace"}
ID = "00000000-0000-4000-8000-00000000000"


def command_of(who, node, personality, case, bootstrap):
    flags = [off for on, off in MODULE_FLAGS.items() if on not in case.environment.get("NODE_OPTIONS", "")]
    if who == "ours":
        return [node, *flags, str(bootstrap / (personality + ".cjs"))]
    client = nodejs_tools.official_client(personality)
    return [node, "--expose-gc", *flags, client] + ([case.handler] if personality == "callbacks" else [])


def keep_frames(lines, task_root):
    """Of a stack trace only what is the function's: the frames of runtime and node differ by nature."""
    return [without_places(line) for line in lines if not re.match(r"\s+at ", line) or str(task_root) in line]


def without_places(text):
    text = text.replace("file://", "")
    text = re.sub(r"\(node:\d+\)", "(node:<pid>)", text)
    return RUNTIME_FILES.sub(r"\1<runtime>/index.mjs", text)


def normal_json(value, task_root):
    if isinstance(value, dict):
        return {key: keep_frames(inner, task_root) if key in STACKS and isinstance(inner, list)
                and all(isinstance(line, str) for line in inner) else normal_json(inner, task_root)
                for key, inner in value.items()}
    if isinstance(value, list):
        return [normal_json(inner, task_root) for inner in value]
    return normal_text(value, task_root) if isinstance(value, str) else value


def normal_text(text, task_root):
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "<time>", text)
    lines = re.split(r"(\r|\n)", text)
    kept = []
    for index in range(0, len(lines), 2):
        if keep_frames([lines[index]], task_root):
            kept += keep_frames([lines[index]], task_root) + lines[index + 1:index + 2]
    return "".join(kept)


def normal_payload(body, task_root):
    try:
        return json.dumps(normal_json(json.loads(body), task_root), ensure_ascii=False) if len(body) < 100000 else body
    except ValueError:
        return body


def normal_line(line, task_root):
    if re.match(r"Executing '|\[ERROR\] \[\d+\] LAMBDA_RUNTIME ", line):  # the client's own talk
        return None
    start = line.find("{")
    if start >= 0:
        try:
            decoded = normal_json(json.loads(line[start:]), task_root)
            return normal_text(line[:start], task_root) + json.dumps(decoded, ensure_ascii=False)
        except ValueError:
            pass
    return normal_text(line, task_root)


def normal_log(session, task_root, framed):
    """The records of the log, as (level, text)."""
    if not framed:
        # "\r" is part of a record; only "\n" ends one
        lines = session.stdout.decode("utf-8", "replace").split("\n")
        return [line for line in (normal_line(line, task_root) for line in lines) if line]
    records = []
    for frame in session.frames:
        text = frame.data.decode("utf-8", "replace")
        line = normal_line(text, task_root) if frame.kind != "plain" else text
        if line is not None and not text.startswith("Executing '"):
            records.append((frame.kind, frame.level, line))
    return records


def normal_stderr(session, task_root):
    lines = [normal_text(line, task_root) for line in session.stderr.decode("utf-8", "replace").split("\n")]
    return [line for line in lines if line and not CRASH_NOISE.match(line)]


def normal_trailers(trailers, task_root):
    trailers = dict(trailers)
    body = trailers.get("lambda-runtime-function-error-body")
    if body:
        trailers["lambda-runtime-function-error-body"] = normal_payload(base64.b64decode(body), task_root)
    return trailers


def normal_outcome(outcome, task_root, paced=False):
    headers = {name: outcome.headers.get(name) for name in HEADERS}
    seen = {"kind": outcome.kind, "returncode": outcome.returncode, "headers": headers,
            "payload": normal_payload(outcome.body, task_root),
            "trailers": normal_trailers(outcome.trailers, task_root)}
    if outcome.headers.get("transfer-encoding") == "chunked" and paced:
        seen["chunks"] = outcome.chunks
    return seen


def observe(who, node, personality, case, bootstrap):
    task_root = FUNCTIONS / case.folder
    major = re.search(r"node-(\d+)", node).group(1)
    environment = base_environment(task_root, "nodejs%s.x" % major, case.handler, bootstrap,
                                   AWS_LAMBDA_NODEJS_DISABLE_CALLBACK_WARNING="1", **case.environment)
    seen = {"invocations": []}
    command = command_of(who, node, personality, case, bootstrap)
    with Session(command, environment, cwd=task_root, telemetry=case.telemetry) as session:
        seen["init"] = session.wait_for_init()
        if session.server.init_outcome:
            session.wait_for_exit()
            seen["init outcome"] = normal_outcome(session.server.init_outcome, task_root)
        elif seen["init"] == "next":
            for number in range(case.invocations):
                outcome = session.invoke(case.event, headers=case.headers, timeout=case.timeout,
                                         request_id=ID + str(number))
                if outcome.kind == "response" and personality == "callbacks" and "unhandledAtReturn" in case.handler:
                    outcome.returncode = session.wait_for_exit(20)
                seen["invocations"].append(normal_outcome(outcome, task_root, case.paced))
                if outcome.returncode is not None or outcome.kind == "timeout":
                    break
        if case.linger:
            session.wait_for_exit(case.linger)
        seen["returncode"] = session.process.returncode
    log = normal_log(session, task_root, case.telemetry)
    # The 4.x client polls while a failed stream is still being sent, and may be given the same event again.
    again = personality == "promises" and case.folder == "streaming"
    seen["log"] = [line for index, line in enumerate(log) if not (again and index and line == log[index - 1])]
    seen["stderr"] = normal_stderr(session, task_root)
    return seen


def difference(expected, actual, path=""):
    """The first place where two observations differ, as text, or None."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key in list(expected) + [key for key in actual if key not in expected]:
            found = difference(expected.get(key), actual.get(key), "%s.%s" % (path, key))
            if found:
                return found
        return None
    if isinstance(expected, (list, tuple)) and isinstance(actual, (list, tuple)) and len(expected) == len(actual):
        for index, (left, right) in enumerate(zip(expected, actual)):
            found = difference(left, right, "%s[%d]" % (path, index))
            if found:
                return found
        return None
    if expected == actual:
        return None
    return "%s\n      official: %.1500r\n      ours:     %.1500r" % (path.lstrip("."), expected, actual)


def differs_as_lambda_does(case, ours):
    """For a case where the published client lags: what of Lambda's own behaviour is missing in ours."""
    outcome = dict(ours["invocations"][0])
    if "payload" in case.lag:
        outcome["payload"] = {key: json.loads(outcome["payload"]).get(key) for key in case.lag["payload"]}
    return difference(case.lag, {key: outcome[key] for key in case.lag})


def run(case, personality, major, bootstrap):
    node = nodejs_tools.node(major)
    ours = observe("ours", node, personality, case, bootstrap)
    if case.lag:
        return differs_as_lambda_does(case, ours)
    official = observe("official", node, personality, case, bootstrap)
    for key in case.ignore:
        official[key] = ours[key]
    return difference(official, ours)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bootstrap-dir", type=pathlib.Path, default=SOURCE / "emulator/runtimes/nodejs/bootstrap")
    parser.add_argument("--case", default="", help="only cases whose name contains this")
    parser.add_argument("--node", choices=sorted(nodejs_tools.NODES), help="only this version of node")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--verbose", action="store_true", help="a line for every case")
    parser.add_argument("--quick", action="store_true", help="without the newest node, which runs what 24 runs")
    options = parser.parse_args()
    majors = {"callbacks": ["22"], "promises": ["24"] if options.quick else ["24", "26"]}
    try:
        for personality, versions in majors.items():
            nodejs_tools.official_client(personality)
            for major in versions:
                nodejs_tools.node(major)
    except nodejs_tools.Unavailable as reason:
        print("skipped:", reason)
        return 77
    work = [(case, personality, major) for case in CASES if options.case in case.name
            for personality in case.personalities for major in majors[personality]
            if options.node in (None, major)]
    doubtful, failures = [], 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = [pool.submit(run, *item, options.bootstrap_dir) for item in work]
        for item, result in zip(work, results):
            if result.result():
                doubtful.append(item)
            elif options.verbose:
                print("ok   node %s %s" % (item[2], item[0].name), flush=True)
    for item in doubtful:
        # Both sides race with timers of the case: on a busy machine one may lose. A real difference is there each time.
        name = "node %s %s" % (item[2], item[0].name)
        for _ in range(4):
            found = run(*item, options.bootstrap_dir)
            print("again %s: %s" % (name, found or "no difference"), flush=True)
            if not found:
                break
        else:
            failures += 1
            print("FAIL %s: %s" % (name, found), flush=True)
    print("%d cases, %d differences" % (len(work), failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
