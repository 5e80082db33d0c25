"""The source tree as the rules see it: relative paths, and texts read once."""

import os
import re

SKIPPED_DIRECTORIES = {".git", "build", ".cache", "node_modules", "__pycache__"}
CPP = (".h", ".cpp")
SOURCES = CPP + (".py", ".js", ".cjs", ".mjs", ".sh", ".cmake", ".go", ".rs")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


class Tree:
    def __init__(self, root):
        self.root = root
        self.paths = sorted(self._walk())
        self._texts = {}

    def _walk(self):
        for directory, names, files in os.walk(self.root):
            names[:] = [n for n in names if n not in SKIPPED_DIRECTORIES]
            for name in files:
                path = os.path.join(directory, name)
                if os.path.isfile(path):
                    yield os.path.relpath(path, self.root)

    def text(self, path):
        if path not in self._texts:
            with open(os.path.join(self.root, path), "rb") as file:
                self._texts[path] = file.read().decode("utf-8", "replace")
        return self._texts[path]

    def bytes(self, path):
        with open(os.path.join(self.root, path), "rb") as file:
            return file.read()

    def lines(self, path):
        return enumerate(self.text(path).splitlines(), 1)

    def under(self, *folders, suffixes=None):
        """Paths below any of the folders (all paths when none is named) that end in one of the suffixes."""
        return [p for p in self.paths if (not folders or p.startswith(tuple(f + "/" for f in folders)))
                and (suffixes is None or p.endswith(suffixes))]

    def includes(self, path):
        """(line number, "<" or '"', what is included) for each include of a C++ file."""
        for number, line in self.lines(path):
            match = INCLUDE.match(line)
            if match:
                yield number, match[1], match[2]


class Rule:
    """A rule is a sentence, a check that yields "path:line: what is wrong", and a tree (path -> text) that breaks it."""

    def __init__(self, sentence, check, broken):
        self.sentence, self.check, self.broken = sentence, check, broken


RULES = []


def rule(sentence, broken):
    def register(check):
        RULES.append(Rule(sentence, check, broken))
        return check
    return register
