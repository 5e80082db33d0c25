import os
def handler(event, context):
    if "requestContext" in event:
        return {"statusCode": 201, "headers": {"x-table": os.environ.get("TABLE", "")}, "body": "hello " + event["rawPath"]}
    if "id" not in event:
        raise ValueError("no id")
    print("stored", event["id"])
    return {"id": event["id"], "state": "created", "number": "ord-%d" % event["id"], "table": os.environ.get("TABLE"), "remaining": context.get_remaining_time_in_millis()}
