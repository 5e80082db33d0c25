import os

import shared


def handler(event, context):
    return [os.environ['FROM'], context.memory_limit_in_mb, shared.NAME, context.get_remaining_time_in_millis() > 5000]
