def handler(event, context):
    print("at work")
    return 7
