import sys


def handler(event, context):
    print('bye')
    sys.exit(0)
