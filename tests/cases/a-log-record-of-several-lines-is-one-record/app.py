import logging


def handler(event, context):
    logging.getLogger().warning('one\ntwo')
    print('three\nfour')
