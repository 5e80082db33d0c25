"""A cold invocation against the same interpreter running the same handler itself, and against the official client.

The official client runs as what it is on Lambda: a program that talks to the Runtime API. It is started as a custom runtime's
bootstrap, so that both sides of the comparison are served by the same Runtime API. It comes from the conformance tests' cache.
"""

import os
import shutil
import sys

from measure import Missing, Row, ms

sys.path.insert(1, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "conformance"))
import nodejs_tools  # noqa: E402
import python_conformance  # noqa: E402

EVENT = '{"name": "cold"}'

OFFICIAL_PYTHON = """#!%(interpreter)s
import sys
sys.path.insert(0, %(client)r)
from awslambdaric.__main__ import main
main(["", "hello.handler"])
"""

OFFICIAL_NODEJS = """#!%(interpreter)s
process.argv[2] = "index.handler";
import(%(client)r);
"""


def official_client(family, runtime, interpreter):
    if family == "python":
        return python_conformance.official_client((3, int(runtime.split(".")[1])), interpreter)
    major = int(runtime[len("nodejs"):-len(".x")])
    return nodejs_tools.official_client("callbacks" if major <= 22 else "promises")


def official_bundle(bench, family, runtime, interpreter):
    """The family's bundle with the official client as its bootstrap; None when that cannot be installed here."""
    try:
        client = official_client(family, runtime, interpreter)
    except nodejs_tools.Unavailable as reason:
        print(reason, file=sys.stderr)
        return None
    if not client:
        return None
    bundle = os.path.join(bench.scratch, f"official-{family}")
    shutil.copytree(os.path.join(bench.functions, family), bundle, dirs_exist_ok=True)
    bootstrap = os.path.join(bundle, "bootstrap")
    with open(bootstrap, "w", encoding="utf-8") as file:
        file.write((OFFICIAL_PYTHON if family == "python" else OFFICIAL_NODEJS) % {"interpreter": interpreter, "client": client})
    os.chmod(bootstrap, 0o755)
    return bundle


def rows(bench):
    for family, handler, program, bar in (("python", "hello.handler", "hello.py", 1), ("nodejs", "index.handler", "index.js", 6)):
        runtime = bench.runtime(family)
        interpreter = bench.interpreter(runtime)["executable"]
        invoke = bench.invoke(family, "--event", EVENT, handler=handler, runtime=runtime)
        direct = [interpreter, os.path.join(bench.functions, family, program), EVENT]
        bench.same_answer(invoke, direct)
        cold, floor = bench.alternate(lambda: bench.wall(invoke), lambda: bench.wall(direct, {}))
        yield Row(f"cold invoke of hello, over the same interpreter itself, {runtime}", (cold - floor) * 1000, bar, "ms",
                  f"{ms(cold)} against {ms(floor)}")

        what = f"cold invoke of hello, against the official client, {runtime}"
        bundle = official_bundle(bench, family, runtime, interpreter)
        if not bundle:
            yield Missing(what, "the official client cannot be installed here")
            continue
        theirs = [bench.binary, "invoke", bundle, "--runtime", "provided.al2023", "--handler", handler, "--event", EVENT, "--quiet",
                  "--isolation", "off"]  # the client lies outside of its package
        bench.same_answer(invoke, theirs)
        cold, other = bench.alternate(lambda: bench.wall(invoke), lambda: bench.wall(theirs))
        yield Row(what, cold / other, 1, "x", f"{ms(cold)} against {ms(other)}")
