def lambda_handler(event, context):
    print("first\nsecond")
    return {"hello": event["name"]}
