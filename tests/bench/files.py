"""What the number of a bundle's files costs a cold invocation: a directory of 10,000 against one of 10, the same function."""

import os
import shutil

from measure import Row, ms

FILES_PER_FOLDER = 100


def bundle(bench, count):
    directory = os.path.join(bench.scratch, f"files-{count}")
    shutil.copytree(os.path.join(bench.functions, "python"), directory)
    for number in range(count):
        folder = os.path.join(directory, "data", str(number // FILES_PER_FOLDER))
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, f"{number}.txt"), "w", encoding="utf-8") as file:
            file.write("x")
    return directory


def rows(bench):
    runtime = bench.runtime("python")
    few, many = (bench.invoke(bundle(bench, count), "--event", '{"name": "files"}', handler="hello.handler", runtime=runtime)
                 for count in (10, 10000))
    bench.same_answer(few, many)
    least, most = bench.alternate(lambda: bench.wall(few), lambda: bench.wall(many))
    yield Row("invoke of a directory with 10,000 files over one with 10", (most - least) * 1000, 2, "ms", f"{ms(most)} against {ms(least)}")
