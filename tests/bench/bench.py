#!/usr/bin/env python3
"""The figures of lambdalocal, each against its bar: ./dev bench [--quick] [MODULE...]

A module is a file next to this one with a function rows(bench) that yields Row or Missing (measure.py).
"""

import argparse
import importlib
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True

from measure import Bench, Missing  # noqa: E402


def modules():
    # In the order of the table; one that is not named here comes last.
    order = ["version", "event", "cold", "runtimes", "warm", "unpack", "files", "memory", "payload", "logs", "serve"]
    names = {f[:-3] for f in os.listdir(HERE) if f.endswith(".py")} - {"bench", "measure"}
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))


ON_REQUEST = {"build"}  # takes longer than all others together


def show(row):
    """Prints a line; True unless a bar is missed."""
    if isinstance(row, Missing):
        print(f"MISS  {row.what:70} not measured: {row.why}", flush=True)
        return False
    met = row.bar is None or (row.measured >= row.bar if row.at_least else row.measured <= row.bar)
    verdict = "INFO" if row.bar is None else "PASS" if met else "MISS"
    bar = "" if row.bar is None else f"{'>=' if row.at_least else '<='} {row.bar:g}"
    print(f"{verdict}  {row.what:70} {row.measured:8.2f} {bar:7} {row.unit:4} {row.detail}", flush=True)
    return met


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("module", nargs="*", help=f"of {', '.join(modules())}; when none is named all but "
                        f"{', '.join(sorted(ON_REQUEST))}")
    parser.add_argument("--build", default=os.path.join(ROOT, "build", "dev"))
    parser.add_argument("--quick", action="store_true", help="fewer runs: a first impression")
    arguments = parser.parse_args()
    unknown = set(arguments.module) - set(modules())
    if unknown:
        parser.error(f"no such module: {', '.join(sorted(unknown))}; there are {', '.join(modules())}")

    met = True
    with tempfile.TemporaryDirectory(prefix="lambdalocal-bench-") as scratch:
        bench = Bench(ROOT, os.path.abspath(arguments.build), scratch, arguments.quick)
        print("Medians of alternating runs in a clean environment; ratios are against a floor measured in the same run.")
        load, processors = os.getloadavg()[0], len(os.sched_getaffinity(0))
        if load > processors / 2:
            # A new process waits its turn of some milliseconds: what starts several loses more than what starts one.
            print(f"The machine is busy (load {load:.1f} on {processors} processors): cold figures will be too high.")
        for name in arguments.module or [name for name in modules() if name not in ON_REQUEST]:
            try:
                for row in importlib.import_module(name).rows(bench):
                    met &= show(row)
            except (RuntimeError, OSError) as error:
                met &= show(Missing(name, str(error)))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
