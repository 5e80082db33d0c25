"""Unpacking a package of 10,000 files, 200 MB, in a 58 MB zip: against `unzip` on the same file system, and what the second
use of the zip costs against a directory with the same files.

Every run unpacks into a new directory and nothing is removed before the end: ext4 skips inodes that were freed within the
last minutes one by one at each creation, so a removal in between would be most of what is measured.
"""

import os
import random
import shutil
import statistics
import zipfile

from measure import Missing, Row, ms

FILES = 10_000
HANDLER = "def handler(event, context):\n    return event\n"


def text_pool(numbers, length):
    """Text that deflates to somewhat less than a third, as code and its data do."""
    words = ["".join(numbers.choices("etaoinshrdlucmf_", k=numbers.randint(2, 9))) for _ in range(450)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    text = " ".join(numbers.choices(words, weights, k=length // 4)).encode()
    return text[:length]


def write_zip(path):
    """The same bytes each time: 50 packages of 10 directories of 20 files, the sizes spread as in node_modules."""
    numbers = random.Random(58)
    pool = text_pool(numbers, 2_000_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(entry("app.py"), HANDLER)
        for index in range(FILES - 1):
            size = min(int(numbers.lognormvariate(9.3, 1.1)), 300_000)
            start = numbers.randrange(len(pool) - size)
            archive.writestr(entry(f"package_{index // 200:02}/part_{index // 20 % 10}/module_{index}.py"),
                             pool[start:start + size])


def entry(name):
    info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    return info


def new_directories(parent):
    number = 0
    while True:
        number += 1
        yield os.path.join(parent, str(number))


def unpack_row(bench, package, parent):
    unzip = shutil.which("unzip")
    if unzip is None:
        return Missing("unpack against unzip", "unzip is not installed (apt install unzip)")
    driver = os.path.join(bench.build, "tests", "bench", "bench_unpack_driver")
    places = new_directories(parent)
    runs = 3 if bench.runs < 20 else 7
    ours, floor = bench.alternate(lambda: bench.wall([driver, package, next(places)]),
                                  lambda: bench.wall([unzip, "-q", package, "-d", next(places)]), runs=runs)
    size = os.path.getsize(package) / 1e6
    return Row(f"unpack a {size:.0f} MB zip, {FILES} files, against unzip", ours / floor, 0.85, "x",
               f"{ms(ours)} against {ms(floor)}")


def second_use_row(bench, package, parent):
    directory = os.path.join(parent, "directory")
    with zipfile.ZipFile(package) as archive:
        archive.extractall(directory)
    runtime = bench.runtime("python")

    def invoke(code):
        return [bench.binary, "invoke", code, "--handler", "app.handler", "--runtime", runtime, "--isolated", "--quiet"]

    def timed(code):
        return lambda: bench.wall(invoke(code))

    pairs = []
    for code in (package, directory):
        bench.output(invoke(code))  # the first use of the zip unpacks it
    for _ in range(bench.runs):
        pairs.append((timed(package)(), timed(directory)()))
    zip_time, directory_time = (statistics.median(column) for column in zip(*pairs))
    return Row("second invoke of that zip, above a directory's", (zip_time - directory_time) * 1000, 5, "ms",
               f"{ms(zip_time)} against {ms(directory_time)}")


def rows(bench):
    parent = os.path.join(bench.scratch, "unpack")
    os.makedirs(parent)
    package = os.path.join(parent, "package.zip")
    write_zip(package)
    yield unpack_row(bench, package, parent)
    yield second_use_row(bench, package, parent)
