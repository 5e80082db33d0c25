import outside_package


def handler(event, context):
    import outside_package
    return outside_package.NAME
