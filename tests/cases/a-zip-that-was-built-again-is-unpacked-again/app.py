def handler(event, context):
    return 'old'
