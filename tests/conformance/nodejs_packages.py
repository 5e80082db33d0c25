#!/usr/bin/env python3
"""Where the Node.js bootstrap finds packages: the function, layers, the AWS SDK, and not (or with a warning) what lies
above the function. There is no oracle for this but Lambda's documentation. Runs on node of PATH and on those of the
conformance test's cache that are there. Exit status 0: as it should be; 1: not; 77: there is no node.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import nodejs_tools
from runtime_api_server import Session, base_environment

BOOTSTRAP = pathlib.Path(__file__).resolve().parents[2] / "emulator/runtimes/nodejs/bootstrap"

FILES = {
    "work/task/required.js": "const p = require('PACKAGE'); exports.handler = async () => p.from;",
    "work/task/imported.mjs": "import { from } from 'PACKAGE'; export const handler = async () => from;",
    "work/task/lazily.js": "exports.handler = async () => (await import('PACKAGE')).from;",
    "work/task/node_modules/bundled/index.js": "exports.from = 'bundle';",
    "work/node_modules/above/index.js": "exports.from = 'above ' + require('below').from;",
    "work/node_modules/below/index.js": "exports.from = 'below';",
    "work/node_modules/bundled/index.js": "exports.from = 'wrong';",
    "work/node_modules/layered/index.js": "exports.from = 'wrong';",
    "opt/nodejs/node_modules/layered/index.js": "exports.from = 'layer';",
    "opt/nodejs/node_modules/@scope/esm/package.json": '{"type": "module", "exports": {"import": "./lib.js"}}',
    "opt/nodejs/node_modules/@scope/esm/lib.js": "export const from = 'ESM in a layer';",
    "opt/nodejs/node22/node_modules/layered22/index.js": "exports.from = 'layer of this version';",
    "sdk/node_modules/@aws-sdk/client-s3/package.json": '{"main": "./cjs.js"}',
    "sdk/node_modules/@aws-sdk/client-s3/cjs.js": "exports.from = 'sdk';",
}


class Place:
    def __init__(self, root):
        self.root = root
        for name, content in FILES.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        # A workspace package: a link in the function to a directory beside it.
        (root / "work/packages/linked").mkdir(parents=True)
        (root / "work/packages/linked/index.js").write_text("exports.from = 'linked';")
        (root / "work/task/node_modules/linked").symlink_to("../../packages/linked")

    def run(self, node, style, package, packages=None, sdk=True):
        """(answer or error message, stderr) of the handler that takes `package` in this style."""
        source = self.root / "work/task" / style
        target = self.root / "work/task" / ("case_" + style)
        target.write_text(source.read_text().replace("PACKAGE", package))
        roots = [self.root / "work/task", BOOTSTRAP, self.root / "opt", self.root / "sdk"]
        settings = ["paths=1", "roots=" + ":".join(map(str, roots))] + (["sdk=1"] if sdk else [])
        if packages:
            settings += ["packages=" + packages, "above=1"]
        paths = ["opt/nodejs/node22/node_modules", "opt/nodejs/node_modules"] + (["sdk/node_modules"] if sdk else [])
        environment = base_environment(self.root / "work/task", "nodejs22.x", "case_%s.handler" % style.split(".")[0],
                                       BOOTSTRAP, NODE_PATH=":".join(str(self.root / path) for path in paths),
                                       _LAMBDALOCAL_SETTINGS="\x1f".join(settings))
        command = [node, str(BOOTSTRAP / "callbacks.cjs")]
        with Session(command, environment, self.root / "work/task") as session:
            session.wait_for_init()
            outcome = session.server.init_outcome or session.invoke("{}")
        answer = json.loads(outcome.body)
        return (answer["errorMessage"] if isinstance(answer, dict) else answer), session.stderr.decode()


def expectations():
    """(style, package, mode, answer as a pattern, stderr as a pattern)"""
    not_found = "Cannot find (module|package) '%s'"
    for style in ("required.js", "imported.mjs", "lazily.js"):
        for mode in (None, "hidden", "visible"):
            yield style, "bundled", mode, "^bundle$", "^$"
            yield style, "layered22", mode, "^layer of this version$", "^$"
            yield style, "@aws-sdk/client-s3", mode, "^sdk$", "^$"
            yield style, "linked", mode, "^linked$", "^$"
            yield style, "node:fs", mode, "is not|undefined|None|does not provide", "^$"
            yield style, "no-such-package", mode, not_found % "no-such-package", "^$"
        yield style, "layered", "hidden", "^layer$", "^$"
        yield style, "above", "hidden", not_found % "above", "^$"
        yield style, "above", "visible", "^above below$", "^lambdalocal: warning: package 'above' comes from outside[^\n]*\n$"
        yield style, "above", None, "^above below$", "^$"
    yield "imported.mjs", "@scope/esm", "hidden", "^ESM in a layer$", "^$"
    yield "lazily.js", "@scope/esm", None, "^ESM in a layer$", "^$"


def nodes():
    found = shutil.which("node")
    if found:
        yield found
    for version in nodejs_tools.NODES.values():
        node = nodejs_tools.cache_directory() / ("node-" + version) / "node_modules/node/bin/node"
        if node.exists():
            yield str(node)


def main():
    failures = 0
    for node in nodes():
        version = subprocess.run([node, "--version"], stdout=subprocess.PIPE).stdout.decode().strip()
        with tempfile.TemporaryDirectory(prefix="lambdalocal-packages-") as directory:
            place = Place(pathlib.Path(directory).resolve())
            for style, package, mode, answer, stderr in expectations():
                got, said = place.run(node, style, package, mode)
                fine = re.search(answer, str(got)) and re.search(stderr, said)
                failures += not fine
                print("%s %s %s %s, packages above %s%s" % ("ok  " if fine else "FAIL", version, style, package, mode,
                                                            "" if fine else ": got %r, stderr %r" % (got, said)))
            for style in ("required.js", "imported.mjs"):
                got, said = place.run(node, style, "@aws-sdk/client-dynamodb", sdk=False)
                fine = "Cannot find" in got and said.count("lambdalocal runtimes install nodejs") == 1
                failures += not fine
                print("%s %s %s a missing AWS SDK gives AWS's error and one hint%s"
                      % ("ok  " if fine else "FAIL", version, style, "" if fine else ": %r, %r" % (got, said)))
        if failures == 0 and not version:
            return 77
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
