import os


def handler(event, context):
    try:
        with open(__file__, "a") as file:
            file.write("\n\ndef handler(event, context):\n    return 'changed'\n")
    except OSError:
        pass
    os.utime(__file__, (0, 0))
    return "packaged"
