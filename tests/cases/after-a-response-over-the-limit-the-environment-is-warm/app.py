COUNT = []


def handler(event, context):
    COUNT.append(1)
    return 'x' * (7 * 1024 * 1024 if len(COUNT) == 1 else len(COUNT))
