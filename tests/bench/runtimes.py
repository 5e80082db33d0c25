"""A cold invocation of the other managed runtimes: Java against plain `java` with the same client, Ruby over a bare ruby.

Java's official client runs as a custom runtime's bootstrap, so that both sides are served by the same Runtime API. The first start
makes the class archive; what is measured are those after it. Both come from the conformance tests' cache.
"""

import os
import pathlib
import re
import shutil
import sys

from measure import Missing, Row, ms

sys.path.insert(1, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "conformance"))
import java_functions  # noqa: E402

EVENT = '{"name": "cold"}'

PLAIN_JAVA = """#!/bin/sh
exec %(java)s -cp %(class_path)s com.amazonaws.services.lambda.runtime.api.client.AWSLambda Hello
"""


def compiled(bench, jars):
    bundle = os.path.join(bench.scratch, "java")
    java_functions.run(["javac", "--release", "11", "-cp", ":".join(jars), "-d", bundle,
                        os.path.join(bench.functions, "java", "Hello.java")])
    return bundle


def java(bench):
    what = "second cold invoke of hello, Java, against plain java"
    try:
        data = java_functions.java_client(bench.binary)
        jars = java_functions.jars(data)
        bundle = compiled(bench, jars)
    except java_functions.Unavailable as reason:
        return Missing(what, str(reason).splitlines()[0])
    interpreter = os.path.realpath(shutil.which("java"))
    release = (pathlib.Path(interpreter).parents[1] / "release").read_text()
    runtime = "java" + re.search(r'JAVA_VERSION="(?:1\.)?(\d+)', release).group(1)
    theirs_bundle = os.path.join(bench.scratch, "plain-java")
    shutil.copytree(bundle, theirs_bundle)
    bootstrap = os.path.join(theirs_bundle, "bootstrap")
    with open(bootstrap, "w", encoding="utf-8") as file:
        file.write(PLAIN_JAVA % {"java": interpreter, "class_path": ":".join(jars)})
    os.chmod(bootstrap, 0o755)
    environment = bench.environment | {"XDG_DATA_HOME": str(data)}
    common = ["--memory", "512", "--event", EVENT, "--quiet", "--handler", "Hello", "--runtime"]
    ours = [bench.binary, "invoke", bundle, *common, runtime]
    theirs = [bench.binary, "invoke", theirs_bundle, *common, "provided.al2023", "--isolation", "off"]
    if bench.output(ours, environment) != bench.output(theirs, environment):
        raise RuntimeError("the two Java functions do not answer the same")
    cold, plain = bench.alternate(lambda: bench.wall(ours, environment), lambda: bench.wall(theirs, environment))
    return Row(f"{what}, {runtime}", cold / plain, 0.7, "x", f"{ms(cold)} against {ms(plain)}")


def ruby(bench):
    what = "cold invoke of hello, over the same interpreter itself"
    interpreter = shutil.which("ruby")
    if not interpreter:
        return Missing(what + ", Ruby", "there is no ruby")
    version = bench.output([interpreter, "-e", "print RUBY_VERSION[/\\d+\\.\\d+/]"]).decode()
    runtime = "ruby" + version if version in ("3.2", "3.3", "3.4", "4.0") else "ruby3.2"  # an older one runs that id
    ours = bench.invoke("ruby", "--event", EVENT, handler="hello.handler", runtime=runtime)
    direct = [os.path.realpath(interpreter), os.path.join(bench.functions, "ruby", "hello.rb"), EVENT]
    bench.same_answer(ours, direct)
    cold, floor = bench.alternate(lambda: bench.wall(ours), lambda: bench.wall(direct))
    return Row(f"{what}, {runtime} on {version}", (cold - floor) * 1000, 5, "ms", f"{ms(cold)} against {ms(floor)}")


def rows(bench):
    yield java(bench)
    yield ruby(bench)
