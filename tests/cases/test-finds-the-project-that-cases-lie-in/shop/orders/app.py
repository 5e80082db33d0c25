def handler(event, context):
    return context.function_name
