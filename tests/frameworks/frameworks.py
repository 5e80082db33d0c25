#!/usr/bin/env python3
"""Real web frameworks behind the front ends of `lambdalocal serve` (README.md).

    frameworks.py --lambdalocal BINARY nodejs|python|go|rust [--only WORDS] [--verbose]

A line per difference, then a summary. Exit status 0: none; 1: some; 77: a toolchain or a package cannot be had here.
"""
import argparse
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))

import bundles  # noqa: E402
import matrix  # noqa: E402
from catalogue import FRAMEWORKS  # noqa: E402
from serving import NotServing, Served  # noqa: E402
from test_cache import SKIPPED, Unavailable  # noqa: E402

SHOWN = 12  # differences of one framework; more have one cause


def function_name(handler):
    return handler.replace(".", "-")


def flags_of(framework):
    """How serve is told which function is behind which front end."""
    functions = {front_end: function_name(framework.handler_for(front_end)) for front_end in framework.front_ends}
    for front_end, name in functions.items():
        yield from {"http": ["--route", "ANY /{proxy+}=" + name], "rest": ["--rest", "ANY /{proxy+}=" + name],
                    "alb": ["--alb", name], "url": ["--url", name]}[front_end]
    if framework.stream:
        yield from ["--url", function_name(framework.stream) + ":stream"]


def check(binary, framework):
    """(number of cases, lines of differences)"""
    bundle, runtime = bundles.BUILDERS[framework.family]()
    cases, lines = 0, []
    with tempfile.TemporaryDirectory(prefix="lambdalocal-frameworks-") as scratch:
        gate = pathlib.Path(scratch) / "gate"
        handlers = {framework.handler_for(front_end) for front_end in framework.front_ends} | {framework.stream}
        functions = {function_name(handler): {
            "CodeUri": bundle, "Runtime": runtime, "Handler": handler, "Timeout": 20, "MemorySize": 512,
            "Environment": {"Variables": {"GATE": str(gate), **framework.environment}}} for handler in sorted(handlers - {None})}
        environment = bundles.environment(framework.family) | {"GATES": scratch}  # which isolated functions see, for its name
        with Served(binary, functions, [*flags_of(framework), "--pass-env", "GATES"], environment) as served:
            urls = served.ready["function_urls"]
            places = [(one, urls.get(function_name(framework.handler_for(one))) if one == "url" else served.ready[one])
                      for one in framework.front_ends]
            if framework.stream:
                places.append(("stream", urls[function_name(framework.stream)]))
            for front_end, url in places:
                count, found = matrix.differences(url, front_end, framework.path_for(front_end),
                                                  framework.exceptions_for(front_end))
                if front_end == "stream":
                    count += 1
                    found += matrix.stream_differences(url, gate)
                cases += count
                lines += ["%s: %s" % (matrix.FRONT_ENDS[front_end], line) for line in found]
    return cases, lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lambdalocal", required=True)
    parser.add_argument("--only", default="", help="frameworks whose name has these words")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("family", choices=sorted(bundles.BUILDERS))
    arguments = parser.parse_args()
    total = differing = count = 0
    for name, framework in FRAMEWORKS.items():
        if framework.family != arguments.family or arguments.only.lower() not in name.lower():
            continue
        try:
            cases, lines = check(arguments.lambdalocal, framework)
        except Unavailable as missing:
            print("skipped: %s" % missing)
            return SKIPPED
        except (NotServing, OSError) as failure:
            cases, lines = 1, [str(failure)]
        for line in lines[:SHOWN]:
            print("%s, %s" % (name, line), flush=True)
        if len(lines) > SHOWN:
            print("%s: and %d more" % (name, len(lines) - SHOWN), flush=True)
        if arguments.verbose:
            print("%s: %d of %d as expected" % (name, cases - len(lines), cases), flush=True)
        total, differing, count = total + cases, differing + len(lines), count + 1
    print("%s: %d frameworks, %d of %d as expected" % (arguments.family, count, total - differing, total))
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
