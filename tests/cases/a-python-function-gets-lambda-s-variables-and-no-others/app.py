import os


def handler(event, context):
    for name in sorted(os.environ):
        print(f'{name}={os.environ[name]}')
