import os


def greet(event, context):
    seconds = context.get_remaining_time_in_millis() / 1000
    return [os.environ["GREETING"] + " " + event["name"] + os.environ["MARK"], context.function_name, 5 < seconds <= 10]
