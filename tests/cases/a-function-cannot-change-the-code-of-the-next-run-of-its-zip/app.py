import os


def handler(event, context):
    if event == "change":
        os.chmod(__file__, 0o644)
        with open(__file__, "a") as file:
            file.write("\n\nprint('changed code runs')\n\n\ndef handler(event, context):\n    return 'changed'\n")
        os.utime(__file__, (0, 0))
    return "packaged"
