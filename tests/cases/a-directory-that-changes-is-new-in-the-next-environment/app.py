def handler(event, context):
    with open(__file__, 'w') as file:
        file.write('def handler(event, context):\n    return "changed"\n')
    return 'first'
