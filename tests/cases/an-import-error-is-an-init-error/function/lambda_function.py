import gone


def lambda_handler(event, context):
    return gone
