"""What tests take from package registries: installed or built once into $LAMBDALOCAL_TEST_CACHE
(~/.cache/lambdalocal-tests), each thing under a name that holds a hash of what it is made of. Registries are reached as
their clients are configured.
"""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

SKIPPED = 77
JAVA_CLIENT = "com.amazonaws:aws-lambda-java-runtime-interface-client:2.10.1"


class Unavailable(Exception):
    """Something that is needed is not on this machine and cannot be installed."""


def cache_directory():
    given = os.environ.get("LAMBDALOCAL_TEST_CACHE")
    if given:
        return pathlib.Path(given)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return pathlib.Path(base) / "lambdalocal-tests"


def hash_of(*parts):
    """Of texts, and of files and directories given as paths."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, pathlib.Path):
            files = sorted(path for path in part.rglob("*") if path.is_file()) if part.is_dir() else [part]
            for path in files:
                digest.update(str(path.relative_to(part)).encode() + b"\0" + path.read_bytes() + b"\0")
        else:
            digest.update(str(part).encode() + b"\0")
    return digest.hexdigest()[:16]


def cached(name, build):
    """The directory cache/name, filled by build(directory): aside, then renamed, so that parallel runs do not meet."""
    target = cache_directory() / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = pathlib.Path(tempfile.mkdtemp(prefix=name + ".", dir=target.parent))
        aside.chmod(0o755)
        started = time.monotonic()
        try:
            build(aside)
            try:
                aside.rename(target)
            except OSError:  # another run was first
                if not target.exists():
                    raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        print("made %s (once) in %.0f s" % (name, time.monotonic() - started), flush=True)
    return target


def run(command, **options):
    """Output of a command; its failure makes what it builds unavailable."""
    if not shutil.which(str(command[0])):
        raise Unavailable("%s is not installed" % command[0])
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          stdin=subprocess.DEVNULL, **options)
    text = done.stdout.decode(errors="replace")
    if done.returncode != 0:
        raise Unavailable("%s failed:\n%s" % (" ".join(map(str, command)), text[-3000:]))
    return text


def node_24():
    """The directory of a node 24 and its npm: that of PATH, or npm's package "node"."""
    found = shutil.which("node")
    if found and run([found, "--version"]).startswith("v24."):
        return os.path.dirname(os.path.realpath(found))
    version = "24.21.0"

    def build(directory):
        (directory / "package.json").write_text('{"private": true}')
        run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "node@" + version], cwd=directory)
    return str(cached("node-" + version, build) / "node_modules/node/bin")


def npm_packages(name, package_json):
    """A directory with node_modules as package.json says."""
    def build(directory):
        shutil.copy2(package_json, directory)
        environment = dict(os.environ, PATH=node_24() + os.pathsep + os.environ["PATH"])
        run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=directory, env=environment)
    return cached("%s-%s" % (name, hash_of(package_json)), build)


def pip_packages(name, *requirements):
    """A directory for sys.path, for this interpreter. `requirements`: a requirements.txt as a path, or "package==1.2"."""
    arguments = [part for one in requirements for part in (["-r", one] if isinstance(one, pathlib.Path) else [one])]
    version = "%d.%d" % sys.version_info[:2]

    def build(directory):
        run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore",
             "--target", directory, *arguments])
    return cached("%s-python%s-%s" % (name, version, hash_of(*requirements)), build)


def linked_copy(source, directory):
    """Fills `directory` with `source`, hard links where the file system has them: node_modules have thousands of files."""
    def link(from_path, to_path):
        try:
            os.link(from_path, to_path)
        except OSError:
            shutil.copy2(from_path, to_path)
    shutil.copytree(source, directory, copy_function=link, symlinks=True, dirs_exist_ok=True)


def java_client(binary):
    """A data directory with the client in it, as `runtimes install` leaves it."""
    def build(directory):
        environment = dict(os.environ, XDG_DATA_HOME=str(directory), XDG_CACHE_HOME=str(directory / "cache"))
        run([binary, "runtimes", "install", "java", JAVA_CLIENT], env=environment)
    return cached("java-client-" + hash_of(JAVA_CLIENT), build)
