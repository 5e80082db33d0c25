import os


def handler(event, context):
    return [os.environ.get('AWS_' + name) for name in ('ACCESS_KEY_ID', 'SECRET_ACCESS_KEY', 'SESSION_TOKEN', 'REGION', 'PROFILE')]
