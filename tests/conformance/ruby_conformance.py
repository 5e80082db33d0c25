#!/usr/bin/env python3
"""Our embedded Ruby bootstrap against AWS's gem aws_lambda_ric: what both do with the functions of fixtures/functions/ruby.

What the official client does was recorded (ruby_recorded.json, by --record with the client at hand) and is compared everywhere; where
the gem can be had (`gem install`, or its lib directory in $LAMBDALOCAL_RUBY_CLIENT), it is run and compared as well. Texts that
differ between versions of Ruby are compared on the version they were recorded with. Exit status 77: there is no ruby.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import uuid

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(HERE), str(ROOT / "tests/support")]
from runtime_api_server import Session, base_environment  # noqa: E402
from test_cache import SKIPPED, Unavailable, cached, run  # noqa: E402

FUNCTION = ROOT / "fixtures/functions/ruby/handlers"
RECORDED = HERE / "ruby_recorded.json"
GEM = "3.1.3"
START = "require 'aws_lambda_ric'; AwsLambdaRIC::Bootstrap.new.start"
EVENT = {"id": "a1", "n": [1, 2.5, None], "text": "h\u00e9\u2028\U0001f600"}
CONTEXT = {"Lambda-Runtime-Client-Context": '{"custom":{"a":"b"}}', "Lambda-Runtime-Cognito-Identity": '{"cognitoIdentityId":"i"}',
           "Lambda-Runtime-Aws-Tenant-Id": "t-1", "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1"}


class Case:
    """A handler, and the events that one process of it gets: JSON, or (bytes, headers)."""

    def __init__(self, handler, *events, telemetry="pipe", **environment):
        self.handler, self.events, self.telemetry = handler, events or (EVENT,), telemetry
        self.environment = environment
        self.name = "%s %s" % (handler, telemetry) if telemetry != "pipe" else handler


def method(name, *events, **options):
    return Case("app." + name, *events, **options)


CASES = [
    method("echo", EVENT, [], "text", None, 12345678901234567890, (b"no json", {"Content-Type": "text/plain"}),
           (b'{"a":"\xc3\xbc"}', {})),
    method("shows", EVENT, (b"{}", CONTEXT)), method("environment", (b"{}", CONTEXT), GREETING="h\u00e9"),
    Case("app.Shop.list"), Case("app.Shop::Orders.add"), Case("src/inner.handler"),
    *[method(name) for name in ("nothing", "text", "number", "symbol", "not_a_number", "invalid_bytes", "string_io", "file", "marshals")],
    method("counts", 1, 2, 3), method("raises", EVENT, EVENT),
    *[method(name) for name in ("raises_own", "raises_argument", "raises_deep", "raises_name", "raises_no_method", "raises_exception",
                                "exits", "exits_at_once", "wrong_keywords", "libraries")],
    method("overflows"), method("logs"), method("logs", telemetry=None), method("missing_method"), method("raises", telemetry=None),
    Case("app.Shop.Missing.list"), Case("app.Missing.list"), Case("app"), Case("a.b.c.d"), Case("missing.handler"),
    Case("raises_at_load.handler"), Case("syntax.handler"), Case("exits_at_load.handler"), Case("missing_library.handler"),
]


def official_client():
    """The lib directory of the gem; None when it cannot be had."""
    given = os.environ.get("LAMBDALOCAL_RUBY_CLIENT")
    if given:
        return pathlib.Path(given)

    def build(directory):
        run(["gem", "install", "--no-document", "--ignore-dependencies", "--install-dir", directory, "-v", GEM, "aws_lambda_ric"],
            timeout=60)
    try:
        return next(cached("aws-lambda-ric-ruby-" + GEM, build).glob("gems/aws_lambda_ric-*/lib"))
    except (Unavailable, StopIteration, subprocess.TimeoutExpired):
        return None


def normal(text, own):
    text = text.decode("utf-8", "backslashreplace") if isinstance(text, bytes) else text
    for directory in own:
        text = text.replace(str(directory), "<OWN>")
    text = text.replace(str(FUNCTION), "<TASK>")
    # What is the client's own, on either side: frames, and where it defines what a message names.
    text = re.sub(r'"<OWN>[^"]*",?\s*', "", text)
    text = re.sub(r'"(?:<internal:|-e:1)[^"]*",?\s*', "", text)
    text = re.sub(r",?\s*\]", "]", text)
    text = re.sub(r"0x[0-9a-f]{8,}", "<ADDRESS>", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+ #\d+", "<TIME> #<PID>", text)
    return re.sub(r'"deadline":\d+|"stream":"[^"]*"|"program":"[^"]*"', "", text)


def content_type(outcome):
    """AWS's client leaves it to net/http, which calls JSON a form; ours says what it is."""
    named = outcome.headers.get("content-type")
    return None if named in ("application/x-www-form-urlencoded", "application/json") else named


def facts_of(case, command, own):
    environment = base_environment(str(FUNCTION), "ruby3.4", case.handler, str(own[0]), **case.environment)
    environment |= {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    session = Session([*command], environment, str(FUNCTION), telemetry=case.telemetry)
    facts = {}
    with session:
        kind = session.wait_for_init()
        facts["init"] = [kind]
        if kind == "init_error":
            posted = session.server.init_outcome
            facts["init"] += [normal(posted.body, own), posted.headers.get("lambda-runtime-function-error-type"),
                              session.wait_for_exit()]
        elif kind == "exit":
            facts["init"].append(session.process.returncode)
        else:
            for number, event in enumerate(case.events):
                body, headers = event if isinstance(event, tuple) else (json.dumps(event), {})
                outcome = session.invoke(body, dict(headers), request_id="8f5c0d0e-0000-4000-8000-%012d" % number)
                facts["event %d" % number] = [outcome.kind, normal(outcome.body or b"", own), outcome.returncode] + [
                    content_type(outcome), outcome.headers.get("lambda-runtime-function-error-type")]
                if outcome.kind == "exit" or session.process.poll() is not None:
                    break
    facts["stdout"] = normal(session.stdout, own)
    facts["records"] = [normal(frame.data, own) for frame in session.frames]
    errors = [line for line in normal(session.stderr, own).splitlines() if "warning:" not in line and "<OWN>" not in line]
    facts["stderr"] = [line for line in errors if line.strip()][-3:]
    return facts


def outline(facts):
    """What holds on every version of Ruby: kinds, types, statuses."""
    kept = {}
    for what, values in facts.items():
        if what == "init" or what.startswith("event"):
            body = next((value for value in values[1:2] if isinstance(value, str)), "")
            found = re.search(r'"errorType":"([^"]*)"', body)
            kept[what] = [values[0], found.group(1) if found else body if values[0] == "response" else "", *values[2:]]
    return kept


def differences(name, wanted, got):
    for what in sorted(set(wanted) | set(got)):
        if wanted.get(what) != got.get(what):
            yield "%s / %s\n  official: %s\n  ours:     %s" % (name, what, ascii(wanted.get(what)), ascii(got.get(what)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bootstrap-dir", required=True, type=pathlib.Path)
    parser.add_argument("--case", default="")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    ruby = shutil.which("ruby")
    if not ruby:
        print("skipped: there is no ruby on PATH")
        return SKIPPED
    version = subprocess.run([ruby, "-e", "print RUBY_VERSION[/\\d+\\.\\d+/]"], stdout=subprocess.PIPE, text=True).stdout
    extensions = [] if float(version) >= 3.2 else ["--disable=did_you_mean,error_highlight"]
    library = official_client()
    recorded = json.loads(RECORDED.read_text()) if RECORDED.exists() else {"ruby": "", "cases": {}}
    bootstrap = options.bootstrap_dir.resolve()
    if options.record:
        cases = {case.name: facts_of(case, [ruby, *extensions, "-I", str(library), "-e", START], [library]) for case in CASES}
        RECORDED.write_text(json.dumps({"client": GEM, "ruby": version, "cases": cases}, indent=1, ensure_ascii=True) + "\n")
        return 0
    found, count = [], 0
    for case in CASES:
        if options.case not in case.name:
            continue
        count += 1
        ours = facts_of(case, [ruby, *extensions, str(bootstrap / "bootstrap.rb")], [bootstrap])
        if library:
            found += differences(case.name, facts_of(case, [ruby, *extensions, "-I", str(library), "-e", START], [library]), ours)
        expected = recorded["cases"][case.name]
        if version == recorded["ruby"]:
            found += differences(case.name + " (recorded)", expected, ours)
        else:
            found += differences(case.name + " (recorded)", outline(expected), outline(ours))
    print("\n".join(found))
    print("ruby %s: %d cases, %d differences; %s" % (version, count, len(found), "with the client" if library else "as recorded"))
    return 1 if found or not count else 0


if __name__ == "__main__":
    sys.exit(main())
