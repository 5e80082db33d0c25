"""`lambdalocal serve` in figures: serve_rows/ holds a file per subject. Ports are free ones, the environment is clean."""

from serve_rows import bodies, drain, environments, limits, memory, reload, spare, start, streams, tail, warm


def rows(bench):
    for subject in (start, memory, warm, tail, streams, bodies, environments, spare, limits, reload, drain):
        yield from subject.rows(bench)
