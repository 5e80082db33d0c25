open('started', 'w')


def handler(event, context):
    return event
