def handler(event, context):
    return 1


def lambda_handler(event, context):
    return 2
