"""The oracles of the Node.js conformance test, installed once into a cache: node itself (npm's package "node") and
AWS's runtime interface clients (npm's "aws-lambda-ric", which compiles a native add-on: autoconf, automake, libtool,
cmake, g++).
"""
import os
import pathlib
import shutil
import subprocess
import tempfile

NODES = {"22": "22.23.3", "24": "24.21.0", "26": "26.10.0"}
CLIENTS = {"callbacks": "3.3.0", "promises": "4.0.2"}
BUILD_TOOLS = ["npm", "autoconf", "automake", "libtoolize", "cmake", "g++", "make"]


class Unavailable(Exception):
    """Something that is needed cannot be installed here."""


def cache_directory():
    given = os.environ.get("LAMBDALOCAL_TEST_CACHE")
    if given:
        return pathlib.Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return pathlib.Path(base) / "lambdalocal-tests"


def _install(name, package, path=None):
    """The directory of `package` installed as cache/name; built aside and renamed: parallel runs do not meet."""
    target = cache_directory() / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = pathlib.Path(tempfile.mkdtemp(prefix=name + ".", dir=target.parent))
        (aside / "package.json").write_text('{"private": true}')
        print("installing %s (once) ..." % package, flush=True)
        environment = dict(os.environ, **({"PATH": "%s:%s" % (path, os.environ["PATH"])} if path else {}))
        done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", package], cwd=aside,
                              env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            shutil.rmtree(aside, ignore_errors=True)
            raise Unavailable("npm install %s failed:\n%s" % (package, done.stdout.decode(errors="replace")[-2000:]))
        try:
            aside.rename(target)
        except OSError:  # another run was first
            shutil.rmtree(aside, ignore_errors=True)
    return target


def node(major):
    version = NODES[major]
    return str(_install("node-" + version, "node@" + version) / "node_modules/node/bin/node")


def official_client(personality):
    """The JavaScript file that starts AWS's client."""
    missing = [tool for tool in BUILD_TOOLS if not shutil.which(tool)]
    version = CLIENTS[personality]
    name = "aws-lambda-ric-" + version
    if missing and not (cache_directory() / name).exists():
        raise Unavailable("to build %s these are missing: %s" % (name, ", ".join(missing)))
    builder = os.path.dirname(node("22" if personality == "callbacks" else "24"))
    package = _install(name, "aws-lambda-ric@" + version, builder) / "node_modules/aws-lambda-ric"
    return str(package / ("bin/index.mjs" if personality == "callbacks" else "index.mjs"))
