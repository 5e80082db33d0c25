import os

COUNTER = os.path.join(os.environ["LAMBDA_TASK_ROOT"], "counter")


def handler(event, context):
    count = int(open(COUNTER).read()) if os.path.exists(COUNTER) else 0
    try:
        with open(COUNTER, "w") as file:
            file.write(str(count + 1))
    except OSError:
        pass  # as on Lambda; root can write
    return count
