"""Writes what a case printed into its expectations: run_case.py with LAMBDALOCAL_ACCEPT set (./dev accept).

Lines that are as expected stay as they are written, placeholders and all; in new lines, what differs from run to run becomes a
placeholder. An expectation with "..." is left alone: whatever was lost would vanish into the gap.
"""

import os
import re

VARYING = [
    (re.compile(r"\d{4}/\d\d/\d\d/\[(?:\$LATEST|\d+)\][0-9a-f]{32}"), "{log_stream}"),
    (re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "{uuid}"),
    (re.compile(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]"), "{trace}"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"), "{iso}"),
    (re.compile(r"(?<=Duration: )\d+(?:\.\d+)?(?= ms)"), "{ms}"),
    (re.compile(r"(?<=Max Memory Used: )\d+(?= MB)"), "{mb}"),
    (re.compile(r"(?<=http://127\.0\.0\.1:)\d+"), "{int}"),
]


def general(line, names):
    """A line as an expectation writes it: `names` are the paths of this run, {case} and the like."""
    for name, path in sorted(names.items(), key=lambda item: -len(item[1])):
        line = line.replace(path, "{" + name + "}")
    for varying, placeholder in VARYING:
        line = varying.sub(placeholder, line)
    return line


def merged(expected, actual, matches, names):
    """The lines of `actual`, those that match a line of `expected` as that line is written: the longest common sequence."""
    same = [[matches(written, line) for line in actual] for written in expected]
    length = [[0] * (len(actual) + 1) for _ in range(len(expected) + 1)]
    for i in reversed(range(len(expected))):
        for j in reversed(range(len(actual))):
            length[i][j] = length[i + 1][j + 1] + 1 if same[i][j] else max(length[i + 1][j], length[i][j + 1])
    i, result = 0, []
    for j, line in enumerate(actual):
        while i < len(expected) and not same[i][j] and length[i + 1][j] == length[i][j] and length[i][j] > length[i][j + 1]:
            i += 1
        if i < len(expected) and same[i][j]:
            result.append(expected[i])
            i += 1
        else:
            result.append(general(line, names))
    return result


def write(path, text):
    """An expectation that is empty is no file."""
    if text:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    elif os.path.exists(path):
        os.remove(path)


def accept(directory, name, actual, expected, gap, matches, names):
    """Rewrites the expectation `name` of the case in `directory`; says why when it does not."""
    if gap in expected.splitlines():
        return f"{name} has a line {gap}, so it was not rewritten"
    try:
        lines = actual.decode().splitlines()
    except UnicodeDecodeError:
        return f"{name} is not UTF-8, so it was not rewritten"
    text = "\n".join(merged(expected.splitlines(), lines, matches, names))
    write(os.path.join(directory, name), text + "\n" if lines else "")
    return None
