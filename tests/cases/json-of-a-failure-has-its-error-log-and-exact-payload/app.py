def handler(event, context):
    print('one')
    raise KeyError('k')
