def handler(event, context):
    return "hyphen"
