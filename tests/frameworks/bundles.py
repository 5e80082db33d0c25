"""The functions of fixtures/functions as bundles with their packages inside, one per family, in the tests' cache."""
import os
import pathlib
import shutil
import sys
import tempfile

from test_cache import cached, hash_of, linked_copy, node_24, npm_packages, pip_packages, run

FUNCTIONS = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "functions"


def nodejs():
    source = FUNCTIONS / "nodejs/frameworks"

    def build(directory):
        linked_copy(npm_packages("frameworks-npm", source / "package.json"), directory)
        shutil.copytree(source, directory, dirs_exist_ok=True)
    return cached("frameworks-nodejs-" + hash_of(source), build), "nodejs24.x"


def python():
    source = FUNCTIONS / "python/frameworks"
    version = "python%d.%d" % sys.version_info[:2]

    def build(directory):
        linked_copy(pip_packages("frameworks-pip", source / "requirements.txt"), directory)
        shutil.copytree(source, directory, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return cached("frameworks-%s-%s" % (version, hash_of(*source.glob("*.*"))), build), version


def go():
    source = FUNCTIONS / "provided/go_frameworks"

    def build(directory):
        run(["go", "build", "-o", directory / "bootstrap", "."], cwd=source, env=dict(os.environ, CGO_ENABLED="0"))
    return cached("frameworks-go-" + hash_of(source), build), "provided.al2023"


def rust():
    source = FUNCTIONS / "provided/rust_lambda_http"

    def build(directory):
        with tempfile.TemporaryDirectory() as scratch:
            run(["cargo", "build", "--locked", "--target-dir", scratch], cwd=source)  # quick to build is quick enough
            shutil.copy2(os.path.join(scratch, "debug", "bootstrap"), directory)
    return cached("frameworks-rust-" + hash_of(source), build), "provided.al2023"


def environment(family):
    """Variables of the run: node 24 in front."""
    return {"PATH": node_24() + os.pathsep + os.environ["PATH"]} if family == "nodejs" else {}


BUILDERS = {"nodejs": nodejs, "python": python, "go": go, "rust": rust}
