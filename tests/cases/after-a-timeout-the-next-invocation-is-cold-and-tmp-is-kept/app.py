import os
import signal

NEW = []


def handler(event, context):
    if not os.path.exists('/tmp/' + context.function_name):
        open('/tmp/' + context.function_name, 'w').close()
        NEW.append(1)
        signal.pause()
    os.remove('/tmp/' + context.function_name)
    return [NEW, os.path.exists('/tmp')]
