import nosuch_package


def handler(event, context):
    return 1
