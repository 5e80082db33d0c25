import time


def handler(event, context):
    print('sleeping', flush=True)
    time.sleep(60)
