import os


def first(event, context):
    return 1


def second(event, context):
    return [os.environ['FROM'], os.environ['KEPT'], context.memory_limit_in_mb]
