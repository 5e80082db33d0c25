"""Wall time of `lambdalocal event s3 put`: the time that making an event takes in a script."""

from measure import Row


def rows(bench):
    event, version = bench.alternate(lambda: bench.wall([bench.binary, "event", "s3", "put"]),
                                     lambda: bench.wall([bench.binary, "--version"]))
    yield Row("event s3 put, wall time", event * 1000, 6, "ms", f"--version takes {version * 1000:.1f} ms")
