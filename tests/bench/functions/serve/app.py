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
