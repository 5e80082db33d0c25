def handler(event, context):
    print('noise')
    return 1
