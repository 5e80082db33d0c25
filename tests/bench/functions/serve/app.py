import os
import time


def echo(event, context):
    return event


def respond(event, context):
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": "{\"ok\": true}"}


def slow(event, context):
    """Takes 100 ms, and writes down that it ran."""
    time.sleep(0.1)
    with open(os.environ["RAN"], "a", encoding="utf-8") as file:
        file.write(context.aws_request_id + "\n")
    return event


def hold(event, context):
    """Takes two seconds: of calls at once each has an environment of its own."""
    time.sleep(2)
    return len(event)


BINARY = None


def binary(event, context):
    """4 MB of any bytes as a proxy response: base64, made once."""
    global BINARY
    if BINARY is None:
        import base64
        body = base64.b64encode(bytes(range(256)) * 16384).decode()
        BINARY = {"statusCode": 200, "headers": {"content-type": "application/octet-stream"}, "body": body, "isBase64Encoded": True}
    return BINARY
