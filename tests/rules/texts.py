"""The shape of files and folders: length, doors, README files, words that may not stand in the tree."""

import os
import re

from tree import CPP, SOURCES, rule

MAX_LINES, MAX_TEST_LINES = 500, 800


@rule("no source file is longer than 500 lines, no test longer than 800",
      {"core/long.cpp": "int x;\n" * 501, "tests/core/long_test.cpp": "int x;\n" * 801, "dev": "true\n" * 501})
def length(tree):
    for path in tree.paths:
        if path.endswith(SOURCES) or path in ("dev", ".ci/run") or path.endswith("CMakeLists.txt"):
            limit = MAX_TEST_LINES if path.startswith("tests/") else MAX_LINES
            count = tree.text(path).count("\n")
            if count > limit:
                yield f"{path}:1: {count} lines, at most {limit}: split it"


@rule("every header opens with a comment that says what it is, then #pragma once",
      {"core/a.h": "#pragma once\n", "core/b.h": "// b: no guard\nint b();\n"})
def doors(tree):
    for path in tree.under("core", "emulator", "cli", "tests", suffixes=(".h",)):
        lines = tree.text(path).splitlines()
        if not lines or not re.match(r"// \S", lines[0]):
            yield f"{path}:1: a header starts with a comment"
        code = [line for line in lines if line.strip() and not line.startswith("//")]
        if not code or code[0] != "#pragma once":
            yield f"{path}:1: #pragma once follows the comment"


@rule("every room has a README.md", {"emulator/thing/a.cpp": "int x;\n", "tests/kind/a.py": "x = 1\n"})
def rooms(tree):
    present = set(tree.paths)
    folders = {"/".join(os.path.dirname(p).split("/")[:2]) for p in tree.under("core", "emulator", "cli", suffixes=SOURCES)}
    # Unit tests mirror the tree they test: tests/README.md is theirs; each other kind of test has one of its own.
    folders |= {"/".join(p.split("/")[:2]) for p in tree.under("tests", suffixes=SOURCES) if p.count("/") >= 2}
    folders |= {"/".join(p.split("/")[:2]) for p in tree.under("fixtures") if p.count("/") >= 2}
    for folder in sorted(folders - {"tests/core", "tests/emulator", "tests/cli", "tests/support"}):
        if f"{folder}/README.md" not in present:
            yield f"{folder}:1: has no README.md"


# Steps that are data of an action (uses:) are not ours; whatever runs here must run at home the same way.
@rule("every step of the workflow calls ./dev, with a command it has",
      {".github/workflows/ci.yml": "    steps:\n      - run: make\n      - run: ./dev make\n", "dev": "./dev test  all\n"})
def workflow(tree):
    commands = set(re.findall(r"^\./dev (\w+)", tree.text("dev"), re.MULTILINE)) if "dev" in tree.paths else set()
    for path in tree.under(".github/workflows", suffixes=(".yml", ".yaml")):
        for number, line in tree.lines(path):
            if not (step := re.match(r"\s*(?:- )?run: *(.*)", line)):
                continue
            called = re.match(r"\./dev (\w+|\$\{\{ matrix\.\w+ \}\})(?: [\w-]+)*$", step[1])
            if not called:
                yield f"{path}:{number}: {step[1]} is not ./dev alone"
            elif not called[1].startswith("$") and called[1] not in commands:
                yield f"{path}:{number}: ./dev has no command {called[1]}"


# Spelled in pieces, so that this file does not break its own rules.
# Examples may speak of the home of "u" and of where Homebrew installs for everyone.
MACHINE_PATHS = re.compile(r"(?<![\w.{}$~*])/((home|Users)/(?!u/|linuxbrew\b)|root/|work/(main|wt|shared)\b|mnt/(?!lambda\b))(?=[\w.])|/opt/"
                           + r"wheels\b")
REGISTRIES = re.compile(
    r"\b(registry\." + r"npmjs\.org|registry\." + r"yarnpkg\.com|files\.python" + r"hosted\.org|"
    r"proxy\.golang" + r"\.org|static\.crates" + r"\.io|art" + r"ifactory|jf" + r"rog)\b", re.IGNORECASE)
TEXTS = SOURCES + (".md", ".txt", ".json", ".yaml", ".yml", ".toml", ".lock", ".mod", ".sum")


def is_text(path):
    return path.endswith(TEXTS) or os.path.basename(path) in ("dev", "run", "cmd", "bootstrap", ".npmrc", "pip.conf")


@rule("no file names a path of one machine or a package registry's host",
      {"core/a.cpp": 'const char* p = "/ho' + 'me/someone/x";\n', "tests/x/package-lock.json": "https://registry." + "npmjs.org/a\n"})
def machine(tree):
    for path in tree.paths:
        if is_text(path):
            for number, line in tree.lines(path):
                for pattern in (MACHINE_PATHS, REGISTRIES):
                    if found := pattern.search(line):
                        yield f"{path}:{number}: names {found[0]}"


@rule("README.md names every exit code", {"README.md": "none\n", "cli/exit_code.h": "// x\nenum {\n  A = 70,\n};\n"})
def front_page(tree):
    if "README.md" not in tree.paths or "cli/exit_code.h" not in tree.paths:
        return
    for code in re.findall(r"^  \w+ = (\d+),", tree.text("cli/exit_code.h"), re.MULTILINE):
        if not re.search(rf"^\| {code}\b", tree.text("README.md"), re.MULTILINE):
            yield f"README.md:1: does not tell what exit code {code} means"


# A pair of files may be named without its ending: core/text/base64.
PATHS = re.compile(r"(?<![\w/.{}-])(?:core|emulator|cli|fixtures|tests)/[\w/.-]*\w(?![\w/]*[<*{])")


@rule("guides and README files name files that are there",
      {"CONTRIBUTING.md": "see `core/gone`\n", "README.md": "./dev run invoke fixtures/gone\n"})
def guides(tree):
    for path in tree.paths:
        if path.endswith(".md") and path != "CHANGELOG.md" and not path.startswith("tests/cases/"):
            for number, line in tree.lines(path):
                for named in PATHS.findall(line):
                    if not any(os.path.exists(os.path.join(tree.root, named + end)) for end in ("", ".h", ".cpp", ".py")):
                        yield f"{path}:{number}: {named} does not exist"


UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")


@rule("nothing is left for later in a comment", {"core/a.cpp": "// TO" + "DO: the rest\n"})
def finished(tree):
    for path in tree.paths:
        if is_text(path):
            for number, line in tree.lines(path):
                if UNFINISHED.search(line):
                    yield f"{path}:{number}: do it, or open an issue"


SLEEPS = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep|time\.sleep)\b|(?<![\w.:])sleep\s*\(")


# Polling with a bound lives in tests/support/eventually.h; functions and helper programs under test sleep as they like.
@rule("no test sleeps to wait for something",
      {"tests/core/a_test.cpp": "std::this_thread::sleep_for(1s);\n", "tests/kind/a.py": "time.sl" + "eep(1)\n"})
def sleepless(tree):
    for path in tree.under("tests", suffixes=CPP + (".py",)):
        if re.search(r"^tests/(support|rules)/|^tests/cases/[^/]+/|^tests/(soak|bench)/functions/|_helper\.cpp$", path):
            continue
        for number, line in tree.lines(path):
            if SLEEPS.search(line):
                yield f"{path}:{number}: wait for the thing itself, or inject the clock"


# Catch2 takes the name of the one test to run as an argument.
@rule("no test's name starts with a dash, or it would be taken for an option",
      {"tests/core/a_test.cpp": 'TEST_CASE("--flag works") {}\n'})
def dashes(tree):
    for path in tree.under("tests", suffixes=(".cpp",)):
        for number, line in tree.lines(path):
            if re.match(r'\s*TEST_CASE(_METHOD)?\(.*"-', line):
                yield f"{path}:{number}: put a word in front"


@rule("every fuzz target has a corpus that the tests replay, and every corpus a target",
      {"tests/fuzz/a_fuzz.cpp": "int a;\n", "tests/fuzz/corpus/b/one": "1"})
def corpora(tree):
    targets = {os.path.basename(p)[:-len("_fuzz.cpp")] for p in tree.under("tests/fuzz", suffixes=("_fuzz.cpp",))}
    corpora = {p.split("/")[3] for p in tree.under("tests/fuzz/corpus") if p.count("/") >= 4}
    for name in sorted(targets - corpora):
        yield f"tests/fuzz/{name}_fuzz.cpp:1: tests/fuzz/corpus/{name}/ holds no file"
    for name in sorted(corpora - targets):
        yield f"tests/fuzz/corpus/{name}:1: no tests/fuzz/{name}_fuzz.cpp"


@rule("scripts of ours are executable and start with a portable first line", {"dev": "#!/bin/bash\ntrue\n"})
def scripts(tree):
    for path in ("dev", ".ci/run"):
        if path in tree.paths:
            if not tree.text(path).startswith("#!/usr/bin/env bash\n"):
                yield f"{path}:1: starts with #!/usr/bin/env bash"
            if not os.access(os.path.join(tree.root, path), os.X_OK):
                yield f"{path}:1: is not executable"
