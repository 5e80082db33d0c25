import time


def lambda_handler(event, context):
    print("waiting", flush=True)
    time.sleep(1000)
