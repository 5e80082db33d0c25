import os


def handler(event, context):
    names = ("STAGE", "TABLE", "QUEUE", "COUNT", "DEBUG")
    return {"name": context.function_name, "memory": context.memory_limit_in_mb, "event": event,
            "variables": {name: os.environ[name] for name in names}}
