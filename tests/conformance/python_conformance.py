#!/usr/bin/env python3
"""Runs the Python corpus through our embedded bootstrap and through AWS's awslambdaric and compares all they do.

Prints a line per case that differs and a summary per interpreter (--verbose: a line per case). Exit code 0: no difference;
1: differences; 77: the official client or an interpreter is not to be had (a skip for ctest).
"""
import argparse
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import uuid

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from python_cases import SCENARIOS  # noqa: E402
from runtime_api_server import Session, base_environment  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.dirname(os.path.dirname(HERE))
FUNCTIONS = os.path.join(REPOSITORY, "fixtures", "functions", "python")
SKIP = 77
CALL = "response = request_handler(event, lambda_context)"


def interpreters():
    """{(3, 11): path} of the real binaries of pyenv and of PATH, never shims."""
    candidates = glob.glob(os.path.expanduser("~/.pyenv/versions/3.*/bin/python3.*"))
    for directory in os.environ.get("PATH", "").split(os.pathsep):
        if "shims" not in directory:
            candidates += glob.glob(os.path.join(directory, "python3.*"))
    found = {}
    for path in candidates:
        match = re.fullmatch(r"python3\.(\d+)", os.path.basename(path))
        if match and int(match.group(1)) >= 8:
            found.setdefault((3, int(match.group(1))), os.path.realpath(path))
    return found


def official_client(version, interpreter):
    """The directory with the newest awslambdaric for the interpreter, installed on first use; None if impossible."""
    cache = os.environ.get("LAMBDALOCAL_TEST_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "lambdalocal-tests")
    directory = os.path.join(cache, "awslambdaric", "%d.%d" % version)
    if not os.path.isdir(directory):
        os.makedirs(os.path.dirname(directory), exist_ok=True)
        aside = tempfile.mkdtemp(dir=os.path.dirname(directory))
        command = [interpreter, "-m", "pip", "install", "--quiet", "--only-binary", "awslambdaric", "--target", aside,
                   "awslambdaric"]
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if result.returncode:
            shutil.rmtree(aside)
            print("cannot install awslambdaric for python%d.%d:\n%s" % (version + (result.stderr.strip()[-500:],)))
            return None
        try:
            os.rename(aside, directory)
        except OSError:
            shutil.rmtree(aside)  # another run was faster
    return directory


class Client:
    """How one of the two clients is started: `command`, and the directories of its own that results may name."""

    def __init__(self, command, settings_for_opt, runtime_directory, own_directories):
        self.command, self.settings_for_opt = command, settings_for_opt
        self.runtime_directory, self.own_directories = runtime_directory, own_directories


def ours(interpreter, bootstrap_directory):
    return Client([interpreter, "-S", os.path.join(bootstrap_directory, "bootstrap.py")],
                  lambda opt: ([], {"_LAMBDALOCAL_SETTINGS": "opt=" + opt}), bootstrap_directory, [bootstrap_directory])


def official(interpreter, installed):
    directory = os.path.join(HERE, "official_python")
    return Client([interpreter, "-S", os.path.join(directory, "bootstrap.py"), installed],
                  lambda opt: ([], {"OPT": opt}), directory, [directory, installed])


def normal(text, replacements):
    """Text without what may differ between two runs."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "backslashreplace")
    for old, new in replacements:
        text = text.replace(old, new)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", "<TIME>", text)
    text = re.sub(r"0x[0-9a-f]{6,}", "<ADDRESS>", text)
    # Frames of the client itself: that they are there is a fact where the handler was called, else they are left out.
    for frame in (r'(?:, )?"  File \\"<OWN>(?:[^"\\]|\\.)*"', r'[ \xa0]*File "<OWN>[^\n\r]*[\n\r][^\n\r]*[\n\r]?'):
        text = re.sub(frame, lambda found: CALL if CALL in found.group() else "", text)
    text = text.replace('"<OWN>", ', "")  # on sys.path: where the official client is installed
    return text


def text_of_init_error(body):
    """AWS's client posts init errors through http.client, as Latin-1 (and fails if that cannot hold them); ours is UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def last_line(stderr):
    lines = [line for line in stderr.splitlines() if line.strip() and not line.startswith("lambdalocal: ")]
    return lines[-1] if lines else ""


def run(client, scenario, version, request_ids):
    """What a client did: {what: facts}, with one entry for each event, one for the init and one for the end."""
    task_root = os.path.join(FUNCTIONS, scenario.function)
    with tempfile.TemporaryDirectory() as scratch:
        command, environment = list(client.command), dict(scenario.environment)
        if scenario.opt:
            opt = os.path.join(scratch, "opt")
            for path, text in scenario.opt.items():
                os.makedirs(os.path.dirname(os.path.join(opt, path)), exist_ok=True)
                with open(os.path.join(opt, path), "w") as file:
                    file.write(text)
            arguments, variables = client.settings_for_opt(opt)
            command += arguments
            environment.update(variables)
        runtime = scenario.runtime or "python%d.%d" % version
        environment = base_environment(task_root, runtime, scenario.handler, client.runtime_directory, **environment)
        environment["PYTHONHASHSEED"] = "0"
        session = Session(command, environment, task_root, telemetry=scenario.telemetry)
        session.server.response_status = scenario.response_status
        replacements = [(scratch, "<SCRATCH>")] + [(own, "<OWN>") for own in client.own_directories]
        replacements += [(session.server.address, "<ADDRESS>")]
        return facts_of(session, scenario, request_ids, replacements)


def facts_of(session, scenario, request_ids, replacements):
    facts = {}
    with session:
        kind = session.wait_for_init()
        facts["init"] = [kind]
        if kind == "init_error":
            posted = session.server.init_outcome
            facts["init"] += [normal(text_of_init_error(posted.body), replacements),
                              posted.headers.get("lambda-runtime-function-error-type"), session.wait_for_exit()]
        elif kind == "exit":
            facts["init"].append(session.process.returncode)
        else:
            for name, event in scenario.events.items():
                value, headers = event if isinstance(event, tuple) else (event, {})
                body = value if isinstance(value, bytes) else json.dumps(value)
                outcome = session.invoke(body, headers, request_id=request_ids[name])
                headers = outcome.headers
                facts[name] = [outcome.kind, normal(outcome.body, replacements), outcome.returncode] + [
                    headers.get(header) for header in ("content-type", "lambda-runtime-function-error-type",
                                                       "lambda-runtime-invocation-id",
                                                       "lambda-runtime-function-response-mode")]
                if outcome.kind != "response" and session.process.returncode is not None:
                    break
    facts["stdout"] = normal(session.stdout, replacements) if scenario.telemetry != "stdout" else None
    facts["records"] = [(frame.kind, frame.level, normal(frame.data, replacements)) for frame in session.frames]
    facts["stderr"] = last_line(normal(session.stderr, replacements))
    return facts


def without_request_id(fact):
    """AWS's python3.8 has no requestId, as recorded there; the client on PyPI for 3.8 is newer and has one."""
    if isinstance(fact, (list, tuple)):
        return [without_request_id(part) for part in fact]
    return re.sub(r' "requestId": "[^"]*",', "", fact) if isinstance(fact, str) else fact


def compare(scenario, version, clients):
    """(number of cases, differences as text)."""
    request_ids = {name: str(uuid.uuid4()) for name in scenario.events}
    expected, actual = (run(client, scenario, version, request_ids) for client in clients)
    differences = []
    for what in expected:
        if version == (3, 8) and what in ("records", "stdout"):
            continue  # the client on PyPI for 3.8 logs errors as no client before or after it
        wanted, got = expected[what], actual.get(what)
        if (scenario.runtime or "python%d.%d" % version) == "python3.8":
            wanted, got = without_request_id(wanted), without_request_id(got)
        if wanted != got:
            differences.append("%s / %s\n  official: %s\n  ours:     %s" % ((scenario.name, what) + shorten(wanted, got)))
    return len(scenario.events), differences


def shorten(wanted, got):
    """The two texts from a little before where they part."""
    wanted, got = ascii(wanted), ascii(got)
    same = next((i for i, pair in enumerate(zip(wanted, got)) if pair[0] != pair[1]), 0)
    start = max(0, same - 120)
    return wanted[start:same + 300], got[start:same + 300]


def compare_patiently(scenario, version, clients):
    """A difference of a busy machine (a timeout on one side) is not there again; a real one is each time."""
    for _ in range(4):
        count, differences = compare(scenario, version, clients)
        if not differences or scenario.known:
            break
    return count, differences


def check_interpreter(version, interpreter, arguments):
    installed = official_client(version, interpreter)
    if installed is None:
        return None
    clients = official(interpreter, installed), ours(interpreter, os.path.abspath(arguments.bootstrap_dir))
    scenarios = [s for s in SCENARIOS if version >= s.since and (not arguments.case or arguments.case in s.name)]
    cases, failed, known = 0, 0, 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for scenario, (count, differences) in zip(
                scenarios, pool.map(lambda s: compare_patiently(s, version, clients), scenarios)):
            cases += count
            if differences and scenario.known:
                known += len(differences)
                if arguments.verbose:
                    print("python%d.%d: known difference: %s: %s" % (version + (scenario.name, scenario.known)))
                continue
            failed += len(differences)
            if arguments.verbose and not differences:
                for name in scenario.events:
                    print("python%d.%d: same: %s / %s" % (version + (scenario.name, name)))
            for difference in differences:
                print("python%d.%d: DIFFERENT: %s" % (version + (difference,)), flush=True)
    with open(glob.glob(os.path.join(installed, "awslambdaric", "__init__.py"))[0]) as file:
        client_version = re.search(r'__version__ = "([^"]*)"', file.read()).group(1)
    print("python%d.%d against awslambdaric %s: %d cases, %d differences, %d known ones"
          % (version + (client_version, cases, failed, known)), flush=True)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bootstrap-dir", default=os.path.join(REPOSITORY, "emulator/runtimes/python/bootstrap"))
    parser.add_argument("--interpreter", help="only this version, such as 3.11")
    parser.add_argument("--case", help="only scenarios whose name contains this")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--verbose", action="store_true", help="a line for each case")
    arguments = parser.parse_args()
    found = {v: path for v, path in sorted(interpreters().items())
             if not arguments.interpreter or "%d.%d" % v == arguments.interpreter}
    with tempfile.TemporaryDirectory() as copy:  # Python writes bytecode next to the bootstrap
        runtime_directory = os.path.join(copy, "runtime")
        shutil.copytree(arguments.bootstrap_dir, runtime_directory, ignore=shutil.ignore_patterns("__pycache__"))
        arguments.bootstrap_dir = runtime_directory
        results = [check_interpreter(version, path, arguments) for version, path in found.items()]
    results = [result for result in results if result is not None]
    if not results:
        return SKIP
    return 1 if any(results) else 0


if __name__ == "__main__":
    sys.exit(main())
