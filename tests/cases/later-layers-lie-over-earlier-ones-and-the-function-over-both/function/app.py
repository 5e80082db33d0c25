import subprocess

import both
import mine
import one


def handler(event, context):
    return [one.NAME, both.NAME, mine.NAME, subprocess.check_output(['layer-tool'], text=True)]
