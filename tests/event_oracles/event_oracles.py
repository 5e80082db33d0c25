#!/usr/bin/env python3
"""Generated events against the types that others have for them (README.md).

    event_oracles.py --lambdalocal BINARY typescript|zod|pydantic|go|java|rust

A line per event that an oracle does not take, then a summary. Exit status 0: none; 1: some; 77: a toolchain or a package cannot be
had here.
"""
import argparse
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

from exceptions import EXCEPTIONS, UNKNOWN_MEMBERS  # noqa: E402
from known import KNOWN  # noqa: E402
from test_cache import SKIPPED, Unavailable, cached, hash_of, node_24, npm_packages, pip_packages, run  # noqa: E402

POWERTOOLS = "aws-lambda-powertools[parser]==3.37.0"


def entry(table, oracle, arguments):
    return next((value for (of, begin), value in table.items() if of == oracle and arguments.startswith(begin)), None)


def without(members, value):
    if isinstance(value, dict):
        return {name: without(members, member) for name, member in value.items() if name not in members}
    return [without(members, element) for element in value] if isinstance(value, list) else value


def events(binary, oracle):
    """(arguments, name of the type, JSON text) of every event that the oracle knows."""
    for known in KNOWN:
        if getattr(known, oracle):
            made = subprocess.run([binary, "event", *shlex.split(known.arguments), "--seed", "7", "--compact"],
                                  stdout=subprocess.PIPE, check=True)
            unknown = entry(UNKNOWN_MEMBERS, oracle, known.arguments)
            text = json.dumps(without(unknown, json.loads(made.stdout))) if unknown else made.stdout.decode()
            yield known.arguments, getattr(known, oracle), text


def answers(command, asked, environment=None):
    """What an oracle says of each event: a line of JSON text for each that it gets, null when it takes the event."""
    lines = "".join(json.dumps({"type": name, "event": text}) + "\n" for _, name, text in asked)
    done = subprocess.run([str(part) for part in command], input=lines.encode(), stdout=subprocess.PIPE, check=True,
                          env=dict(os.environ, **(environment or {})))
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def javascript():
    packages = npm_packages("event-oracles-js", HERE / "js/package.json")

    def build(directory):
        (directory / "node_modules").symlink_to(packages / "node_modules")
        for name in ("package.json", "zod.mjs"):
            shutil.copy2(HERE / "js" / name, directory)
    return cached("event-oracles-js-" + hash_of(HERE / "js"), build)


def zod(asked):
    return answers([os.path.join(node_24(), "node"), javascript() / "zod.mjs"], asked)


def typescript(asked):
    """One file of literals, each of its type: excess members are faults, too."""
    with tempfile.TemporaryDirectory(prefix="lambdalocal-oracles-") as scratch:
        scratch = pathlib.Path(scratch)
        (scratch / "node_modules").symlink_to(javascript() / "node_modules")
        lines = ["import * as aws from 'aws-lambda';"]
        for number, (_, name, text) in enumerate(asked):
            lines.append("export const event%d: aws.%s = %s;" % (number, name, text.strip()))
        (scratch / "events.ts").write_text("\n".join(lines) + "\n")
        done = subprocess.run([os.path.join(node_24(), "node"), scratch / "node_modules/typescript/bin/tsc", "--noEmit", "--strict",
                               "--skipLibCheck", "--types", "aws-lambda", "--pretty", "false", scratch / "events.ts"],
                              cwd=scratch, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=dict(os.environ, PATH=node_24() + os.pathsep + os.environ["PATH"]))
        found = [None] * len(asked)
        current = None
        for line in done.stdout.decode().splitlines():
            if "events.ts(" in line:
                current = int(line.split("events.ts(", 1)[1].split(",")[0]) - 2
                if not 0 <= current < len(asked):
                    raise RuntimeError(done.stdout.decode())
                found[current] = (found[current] or "") + line.split(": ", 1)[1] + "\n"
            elif current is not None:
                found[current] += line + "\n"
            elif line.strip():
                raise RuntimeError(done.stdout.decode())
        return found


def pydantic(asked):
    return answers([sys.executable, "-B", HERE / "pydantic_oracle.py"], asked,
                   {"PYTHONPATH": str(pip_packages("event-oracles-pydantic", POWERTOOLS))})


def go(asked):
    def build(directory):
        run(["go", "build", "-o", directory / "oracle", "."], cwd=HERE / "go", env=dict(os.environ, CGO_ENABLED="0"))
    return answers([cached("event-oracles-go-" + hash_of(HERE / "go"), build) / "oracle"], asked)


def java(asked):
    if not shutil.which("javac"):
        raise Unavailable("javac is not installed")

    def build(directory):
        run(["mvn", "-B", "-q", "-f", HERE / "java/pom.xml", "dependency:copy-dependencies", "-DincludeScope=runtime",
             "-DoutputDirectory=%s" % (directory / "lib")])
        run(["javac", "-cp", directory / "lib/*", "-d", directory, HERE / "java/Oracle.java"])
    built = cached("event-oracles-java-" + hash_of(HERE / "java"), build)
    return answers(["java", "-XX:TieredStopAtLevel=1", "-cp", "%s:%s/lib/*" % (built, built), "Oracle"], asked)


def rust(asked):
    def build(directory):
        with tempfile.TemporaryDirectory() as scratch:
            run(["cargo", "build", "--locked", "--target-dir", scratch], cwd=HERE / "rust")
            shutil.copy2(os.path.join(scratch, "debug", "event_oracle"), directory)
    return answers([cached("event-oracles-rust-" + hash_of(HERE / "rust/src", HERE / "rust/Cargo.lock"), build) / "event_oracle"], asked)


ORACLES = {"typescript": typescript, "zod": zod, "pydantic": pydantic, "go": go, "java": java, "rust": rust}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lambdalocal", required=True)
    parser.add_argument("oracle", choices=sorted(ORACLES))
    options = parser.parse_args()
    asked = list(events(options.lambdalocal, options.oracle))
    try:
        said = ORACLES[options.oracle](asked)
    except Unavailable as why:
        print("skipped: %s: %s" % (options.oracle, why))
        return SKIPPED
    assert len(said) == len(asked)
    wrong = excepted = 0
    for (arguments, name, _), fault in zip(asked, said):
        expected = entry(EXCEPTIONS, options.oracle, arguments)
        if expected:
            excepted += 1
            if not fault or expected[0] not in fault:
                wrong += 1
                print("%s: %s: no longer says %r of it, but %s" % (options.oracle, arguments, expected[0], fault))
        elif fault:
            wrong += 1
            print("%s: event %s is no %s: %s" % (options.oracle, arguments, name, fault.strip()[:1500]))
    print("%s: %d events, %d taken, %d exceptions, %d wrong" % (options.oracle, len(asked), len(asked) - wrong - excepted, excepted, wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
