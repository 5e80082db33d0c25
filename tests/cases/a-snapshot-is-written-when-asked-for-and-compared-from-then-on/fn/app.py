import os


def handler(event, context):
    return {"value": os.environ.get("VALUE", "first"), "time": context.get_remaining_time_in_millis()}
