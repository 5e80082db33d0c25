import os
import subprocess
import sys
import time


def handler(event, context):
    """Does what the event says; the answer holds the event's id."""
    if "body" in event:  # through a front end
        return {"statusCode": 200, "body": event["body"]}
    do, identity = event.get("do"), event["id"]
    if do == "raise":
        raise ValueError(identity)
    if do == "exit":
        sys.exit(3)
    if do == "hang":
        time.sleep(60)
    if do == "large":
        return {"id": identity, "data": "x" * event["size"]}
    if do == "say":  # asynchronous: the answer is a line of the log
        print("ran " + identity)
    if do == "flood":
        for _ in range(200000):
            print("x" * 100)
    if do == "fork":  # children that will not go
        subprocess.Popen(["sh", "-c", "trap '' TERM; sleep 600 & sleep 600"], stdin=subprocess.DEVNULL)
    return {"id": identity, "length": len(event.get("data", ""))}
