print('module')
raise RuntimeError('at init')


def handler(event, context):
    return event
