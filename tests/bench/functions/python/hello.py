def handler(event, context):
    return {"hello": event["name"]}


def echo(event, context):
    return event


def whoami(event, context):
    import os
    import sys
    return {"executable": sys.executable, "arguments": sys.orig_argv, "environment": dict(os.environ), "directory": os.getcwd()}


if __name__ == "__main__":  # the floor of a cold invocation: the interpreter calls the handler itself
    import json
    import sys
    print(json.dumps(handler(json.loads(sys.argv[1]), None)))
