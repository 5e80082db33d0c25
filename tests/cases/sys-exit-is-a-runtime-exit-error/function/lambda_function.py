import sys


def lambda_handler(event, context):
    sys.exit(3)
