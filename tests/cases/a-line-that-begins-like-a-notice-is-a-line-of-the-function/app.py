def handler(event, context):
    print("lambdalocal: mine")
    print("lambdalocal: mine")
