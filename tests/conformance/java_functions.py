#!/usr/bin/env python3
"""Java functions through the product, under AWS's own runtime interface client (README.md). Exit status 77: no JDK or Maven here,
or the client cannot be had.

    java_functions.py --lambdalocal BINARY [--case TEXT]
"""
import argparse
import glob
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))
from test_cache import SKIPPED, Unavailable, cached, hash_of, java_client, run  # noqa: E402

SOURCES = ROOT / "fixtures/functions/java"
KOTLIN = "2.1.0"
SECONDS = 240
FAULTS = []


def jars(data):
    return sorted(glob.glob(str(data / "lambdalocal/sdk/java/*.jar")))


def classes(data):
    def build(directory):
        sources = sorted(glob.glob(str(SOURCES / "*/*.java")))
        run(["javac", "-encoding", "UTF-8", "--release", "11", "-cp", ":".join(jars(data)), "-d", directory, *sources])
    return cached("java-functions-" + hash_of(SOURCES), build)


def kotlin(data):
    def build(directory):
        tool = directory / "tool"
        tool.mkdir()
        (tool / "pom.xml").write_text(
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>a</groupId>'
            "<artifactId>b</artifactId><version>1</version><packaging>pom</packaging><dependencies><dependency>"
            "<groupId>org.jetbrains.kotlin</groupId><artifactId>kotlin-compiler-embeddable</artifactId><version>%s</version>"
            "</dependency></dependencies></project>" % KOTLIN)
        run(["mvn", "-B", "-q", "-f", tool / "pom.xml",
             "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies", "-DoutputDirectory=%s" % (tool / "lib")])
        library = tool / "lib" / ("kotlin-stdlib-%s.jar" % KOTLIN)
        run(["java", "-cp", "%s/*" % (tool / "lib"), "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", "-no-stdlib", "-no-reflect",
             "-cp", ":".join([str(library), *jars(data)]), "-d", directory / "classes", SOURCES / "kotlin/Greeter.kt"])
        (directory / "classes/lib").mkdir()
        shutil.copy2(library, directory / "classes/lib")
        shutil.rmtree(tool)
    return cached("kotlin-function-" + hash_of(KOTLIN, SOURCES / "kotlin"), build) / "classes"


class Outcome:
    def __init__(self, done):
        self.code, self.stdout, self.log = done.returncode, done.stdout.decode(), done.stderr.decode()
        self.payload = json.loads(self.stdout) if self.stdout.strip() else None

    def __str__(self):
        return "exit code %d\n%s%s" % (self.code, self.stdout[:2000], self.log[-4000:])


class Functions:
    """How the cases start functions: one cache and one data directory for all."""

    def __init__(self, binary, data, bundle, scratch):
        self.binary, self.bundle, self.scratch = binary, bundle, scratch
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(scratch), "LANG": "C.UTF-8", "XDG_DATA_HOME": str(data),
                            "XDG_CACHE_HOME": str(scratch / "cache")}
        if "JAVA_HOME" in os.environ:
            self.environment["JAVA_HOME"] = os.environ["JAVA_HOME"]

    def call(self, handler, event=None, *options, bundle=None, runtime="java17"):
        command = [self.binary, "invoke", str(bundle or self.bundle), "--runtime", runtime, "--handler", handler, *options]
        if "--timeout" not in options:
            command += ["--timeout", "60"]
        if "--memory" not in options:
            command += ["--memory", "512"]
        event = b"{}" if event is None else event if isinstance(event, bytes) else json.dumps(event).encode()
        return Outcome(subprocess.run(command + ["--event", "-"], env=self.environment, input=event, stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE, timeout=SECONDS))


def same(outcome, wanted, code=0):
    assert outcome.payload == wanted, "expected %r, got %r\n%s" % (wanted, outcome.payload, outcome)
    assert outcome.code == code, "expected exit code %d\n%s" % (code, outcome)


def fails(outcome, error_type, message, in_trace=None, code=1):
    got = outcome.payload or {}
    assert got.get("errorType") == error_type and re.fullmatch(message, got.get("errorMessage", ""), re.DOTALL), outcome
    assert outcome.code == code, outcome
    if in_trace:
        trace = got["stackTrace"]
        assert any(in_trace in line for line in trace), outcome
        assert not any("runtime.api.client" in line for line in trace), outcome


def every_form_of_a_handler(functions):
    event = {"id": "a1", "amounts": [1, 2], "text": "\u00fc\U0001f600\u2028"}
    same(functions.call("echo.Generic", event), event)
    same(functions.call("echo.Generic::handleRequest", [1, 2.5, None]), [1, 2.5, None])
    same(functions.call("echo.Stream", event), event)
    same(functions.call("echo.Methods::order", event), {"id": "a1", "amounts": [1, 2], "total": 3})
    same(functions.call("echo.Methods::withContext", event), "a1 in shop")
    same(functions.call("echo.Methods::contextAlone", event), "shop")
    same(functions.call("echo.Methods::length", "\u00fc\u20ac"), 2)
    same(functions.call("echo.Methods::nothing"), None)
    same(functions.call("echo.Methods::ofTheClass", "abc"), "ABC")


def big_payloads_pass_both_ways(functions):
    text = "x" * (5 * 1024 * 1024)
    same(functions.call("echo.Stream", text, "--memory", "1024"), text)
    same(functions.call("echo.Generic", text, "--memory", "1024"), text)


def the_context_and_the_environment_are_lambda_s(functions):
    outcome = functions.call("context.Shows", {}, "--env", "GREETING=h\u00e9", "--env",
                             "JAVA_TOOL_OPTIONS=-Dgiven.as.option=yes")
    shown = outcome.payload
    arn = "arn:aws:lambda:us-east-1:123456789012:function:shop"
    assert re.fullmatch("[0-9a-f-]{36}", shown.pop("requestId")) and shown.pop("arn").startswith(arn[:23]), outcome
    same(outcome, {
        "functionName": "shop", "functionVersion": "$LATEST", "memory": 512, "logGroup": "/aws/lambda/shop", "hasTime": True,
        "_HANDLER": "context.Shows", "AWS_EXECUTION_ENV": "AWS_Lambda_java17",
        "AWS_REGION": "us-east-1", "GREETING": "h\u00e9", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512", "isInTaskRoot": True,
        "heapFits": True, "option": "yes", "loader": "CustomerClassLoader"})


def errors_are_worded_as_on_aws(functions):
    fails(functions.call("errors.Throws"), "java.lang.IllegalArgumentException", "no such order: \u00fc",
          "errors.Throws.handleRequest(Throws.java:")
    outcome = functions.call("errors.Throws", {"kind": "cause"})
    fails(outcome, "errors.Throws$OutOfStock", "none left", "errors.Throws.handleRequest(Throws.java:")
    assert "Caused by: java.lang.IllegalStateException: the shelf is empty" in outcome.log, outcome
    fails(functions.call("errors.Throws", {"kind": "silent"}), "java.lang.NullPointerException", "java.lang.NullPointerException|")
    fails(functions.call("errors.Missing"), "java.lang.ClassNotFoundException", "Class not found: errors.Missing")
    outcome = functions.call("echo.Methods::missing")
    assert "missing" in json.dumps(outcome.payload) and outcome.code == 1, outcome
    fails(functions.call("errors.StaticFailure"), "java.lang.ExceptionInInitializerError",
          "Error loading class errors.StaticFailure", code=5)
    outcome = functions.call("errors.ConstructorFailure::handle")
    assert "no database" in json.dumps(outcome.payload) and outcome.code == 5, outcome


def logs_are_records_in_text_and_in_json(functions):
    outcome = functions.call("logs.Writes")
    same(outcome, "logged")
    for line in ("first line\n", "second line of the same record", "as a warning \u20ac", "to standard output", "to standard error"):
        assert line in outcome.log, outcome
    outcome = functions.call("logs.Writes", {}, "--log-format", "JSON")
    records = [json.loads(line) for line in outcome.log.splitlines() if line.startswith("{")]
    messages = {record.get("message"): record for record in records}
    assert messages["as a warning \u20ac"]["level"] == "WARN" and "AWSRequestId" in messages["as a warning \u20ac"], outcome
    assert "first line\nsecond line of the same record" in messages and "as debug" not in messages, outcome


def timeouts_exits_and_a_full_heap_end_as_on_lambda(functions):
    fails(functions.call("ends.Ends::sleep", {}, "--timeout", "1"), "Sandbox.Timedout", ".*Task timed out after 1.00 seconds",
          code=6)
    fails(functions.call("ends.Ends::exit", {"code": 3}), "Runtime.ExitError", ".*Runtime exited with error: exit status 3")
    fails(functions.call("ends.Ends::exit", {"code": 0}), "Runtime.ExitError", ".*Runtime exited without providing a reason")
    outcome = functions.call("ends.Ends::fill", {}, "--memory", "256")
    assert outcome.code == 1 and ("OutOfMemory" in outcome.stdout or "ExitError" in outcome.stdout), outcome


def archives_and_layers_are_searched_in_lambda_s_order(functions):
    jar = functions.scratch / "echo.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        for path in sorted(functions.bundle.glob("echo/*.class")):
            archive.write(path, path.relative_to(functions.bundle))
    same(functions.call("echo.Generic", {"in": "jar"}, bundle=jar), {"in": "jar"})
    with_lib = functions.scratch / "with_lib"
    (with_lib / "lib").mkdir(parents=True)
    shutil.copy2(jar, with_lib / "lib/echo.jar")
    same(functions.call("echo.Generic", {"in": "lib"}, bundle=with_lib), {"in": "lib"})
    layer, empty = functions.scratch / "layer", functions.scratch / "empty"
    (layer / "java/lib").mkdir(parents=True)
    empty.mkdir()
    shutil.copy2(jar, layer / "java/lib/echo.jar")
    same(functions.call("echo.Generic", {"in": "layer"}, "--layer", str(layer), bundle=empty), {"in": "layer"})


def a_bundle_with_its_own_client_needs_no_other(functions):
    own = functions.scratch / "own_client"
    shutil.copytree(functions.bundle, own)
    (own / "lib").mkdir()
    for jar in jars(pathlib.Path(functions.environment["XDG_DATA_HOME"])):
        shutil.copy2(jar, own / "lib")
    without = Functions(functions.binary, functions.scratch / "no_data", own, functions.scratch)
    same(without.call("echo.Generic", {"own": 1}), {"own": 1})
    refused = without.call("echo.Generic", {}, bundle=functions.bundle)
    assert refused.code == 7 and "lambdalocal runtimes install java" in refused.log, refused


def the_class_archive_is_made_once_and_only_saves_time(functions):
    event = {"archived": [1, None, "\u00fc"]}
    functions.call("echo.Generic", event)  # makes it, where this is the first
    archives = list((functions.scratch / "cache/lambdalocal/java").glob("*/root/classes.jsa"))
    if not archives:
        return  # a JDK older than 13
    same(functions.call("echo.Generic", event), event)
    told = functions.call("echo.Generic", event, "-v")
    assert "-XX:SharedArchiveFile=" in told.log, told
    archive = archives[0]
    archive.parent.chmod(0o755)
    archive.chmod(0o644)
    archive.write_bytes(b"nonsense" * 1000)  # a change is noticed: not used, made anew
    told = functions.call("echo.Generic", event, "-v")
    same(told, event)
    assert "-XX:SharedArchiveFile=%s" % archive not in told.log, told
    same(functions.call("echo.Generic", event), event)
    assert archive.stat().st_size > 100_000, "it was not made anew"


def the_function_s_own_jvm_options_win(functions):
    for options in ("-XX:+UseG1GC", "-XX:TieredStopAtLevel=4 -Xmx200m", "-Xshare:off", "-XX:+UseParallelGC -Xlog:disable"):
        same(functions.call("echo.Generic", {"a": 1}, "--env", "JAVA_TOOL_OPTIONS=" + options), {"a": 1})


def a_kotlin_function_runs(functions):
    bundle = kotlin(pathlib.Path(functions.environment["XDG_DATA_HOME"]))
    same(functions.call("kotlin_sample.Greeter", {"name": "Ada"}, bundle=bundle), {"message": "hello Ada", "length": 3})
    outcome = Outcome(subprocess.run([functions.binary, "invoke", str(bundle), "-q", "--timeout", "60"], env=functions.environment,
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS))
    same(outcome, {"message": "hello world", "length": 5})  # runtime and handler inferred from the class files


def the_sample_of_init_is_built_and_tested(functions):
    project = functions.scratch / "beans"
    environment = dict(os.environ, **functions.environment)
    environment["HOME"] = os.environ.get("HOME", "/root")  # Maven's own packages
    run([functions.binary, "init", "java", str(project)], env=environment)
    run(["mvn", "-B", "-q", "-f", project / "hello/pom.xml", "package"], env=environment)
    done = run([functions.binary, "test"], cwd=project, env=environment)
    assert re.search("^2 passed", done, re.MULTILINE), done


CASES = [every_form_of_a_handler, big_payloads_pass_both_ways, the_context_and_the_environment_are_lambda_s,
         errors_are_worded_as_on_aws, logs_are_records_in_text_and_in_json, timeouts_exits_and_a_full_heap_end_as_on_lambda,
         archives_and_layers_are_searched_in_lambda_s_order, a_bundle_with_its_own_client_needs_no_other,
         the_class_archive_is_made_once_and_only_saves_time, the_function_s_own_jvm_options_win, a_kotlin_function_runs,
         the_sample_of_init_is_built_and_tested]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lambdalocal", required=True)
    parser.add_argument("--case", default="")
    options = parser.parse_args()
    binary = os.path.abspath(options.lambdalocal)
    try:
        data = java_client(binary)
        bundle = classes(data)
    except Unavailable as reason:
        print("skipped: %s" % reason)
        return SKIPPED
    failed = 0
    for case in CASES:
        if options.case not in case.__name__:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            try:
                shop = pathlib.Path(scratch) / "shop"  # the function's name
                shutil.copytree(bundle, shop)
                case(Functions(binary, data, shop, pathlib.Path(scratch)))
                print("ok: %s" % case.__name__, flush=True)
            except Unavailable as reason:
                print("not run: %s: %s" % (case.__name__, reason), flush=True)
            except (AssertionError, LookupError, AttributeError) as fault:
                failed += 1
                print("DIFFERS: %s\n%s" % (case.__name__, fault), flush=True)
    print("%d failed" % failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
