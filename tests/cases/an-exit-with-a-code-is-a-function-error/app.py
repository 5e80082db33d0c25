import os


def handler(event, context):
    print('bye', flush=True)
    os._exit(3)
