import os

import shared


def handler(event, context):
    return [event, shared.NAME, os.environ['NAME'], os.path.basename(os.environ['LAMBDA_TASK_ROOT']) in ('task', 'my function ü')]
