"""Wall time of `lambdalocal --version`: what every command pays before it does anything."""

from measure import Row


def rows(bench):
    version, true = bench.alternate(lambda: bench.wall([bench.binary, "--version"]), lambda: bench.wall(["/bin/true"]))
    yield Row("--version, wall time", version * 1000, 2, "ms", f"/bin/true takes {true * 1000:.1f} ms")
