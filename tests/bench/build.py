"""What compiling costs, without a compiler cache: the binary from nothing, against the commit before precompiled headers in the same
run; and one leaf file touched. Takes some fifteen minutes on two processors, so it runs only when it is named.

LAMBDALOCAL_BENCH_BASE names another commit to compare with.
"""

import os
import resource
import subprocess
import time

from measure import Missing, Row

BASE = "3913d4c"
LEAF = "core/text/suggestion.cpp"


def git(bench, *arguments, **options):
    return subprocess.run(["git", "-C", bench.root, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **options)


def tree_of(bench, commit, name):
    """A copy of a commit's files, or with None of the working tree's."""
    directory = os.path.join(bench.scratch, name)
    os.makedirs(directory)
    if commit is None:
        files = git(bench, "ls-files", "-z", "--cached", "--others", "--exclude-standard", check=True).stdout
        subprocess.run(["tar", "-C", bench.root, "-cf", directory + ".tar", "--null", "--ignore-failed-read", "-T", "-"], input=files,
                       stderr=subprocess.DEVNULL, check=True)
    else:
        git(bench, "archive", "-o", directory + ".tar", commit, check=True)
    subprocess.run(["tar", "-xf", directory + ".tar", "-C", directory], check=True)
    return directory


def compile_binary(directory):
    """(processor seconds, wall seconds) of ninja."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(["cmake", "--build", "build/dev", "--target", "lambdalocal"], cwd=directory, stdout=subprocess.DEVNULL, check=True,
                   env=dict(os.environ, CCACHE_DISABLE="1"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, time.perf_counter() - begun


def built(directory):
    subprocess.run(["cmake", "--preset", "dev", "-DLAMBDALOCAL_TESTS=OFF", "-DLAMBDALOCAL_WERROR=OFF"], cwd=directory,
                   stdout=subprocess.DEVNULL, check=True)
    return compile_binary(directory)


def rows(bench):
    base = os.environ.get("LAMBDALOCAL_BENCH_BASE", BASE)
    ours = tree_of(bench, None, "build-ours")
    processor, wall = built(ours)
    what = f"build of the binary from nothing, processor time, against {base}"
    if git(bench, "cat-file", "-e", base + "^{commit}").returncode != 0:
        yield Missing(what, "no such commit here")
    else:
        before, _ = built(tree_of(bench, base, "build-base"))
        yield Row(what, processor / before, 0.6, "x", f"{processor:.0f} s against {before:.0f} s; {wall:.0f} s by the clock")
    os.utime(os.path.join(ours, LEAF))
    again, wall = compile_binary(ours)
    yield Row(f"build: {LEAF} touched, until the binary is there again", wall, 10, "s", f"{again:.1f} s of processor time")
