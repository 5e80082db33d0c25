def handler(event, context):
    print("working")
    return {"id": event["id"], "state": "new"}
