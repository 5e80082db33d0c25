def lambda_handler(event, context):
    raise ValueError("no such pet")
