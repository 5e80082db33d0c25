import sys


def handler(event, context):
    return [sys._xoptions.get("mark"), len(sys.argv)]
