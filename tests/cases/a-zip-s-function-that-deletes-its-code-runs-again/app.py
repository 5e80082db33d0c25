import os
import shutil


def handler(event, context):
    shutil.rmtree(os.environ["LAMBDA_TASK_ROOT"], ignore_errors=True)
    return "ran"
