import os


def handler(event, context):
    return {name: value for name, value in sorted(os.environ.items()) if name.startswith('V_')}
