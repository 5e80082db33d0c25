import logging


def handler(event, context):
    logging.getLogger().info('hi')
    return 1
