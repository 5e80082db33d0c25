import os


def lambda_handler(event, context):
    return [os.environ.get(name) for name in ("STAGE", "TABLE", "CALLERS", "AWS_LAMBDA_FUNCTION_NAME")]
