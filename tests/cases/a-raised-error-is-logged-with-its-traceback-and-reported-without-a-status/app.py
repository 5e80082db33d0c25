class Refused(Exception):
    pass


def handler(event, context):
    raise Refused('two\nlines')
