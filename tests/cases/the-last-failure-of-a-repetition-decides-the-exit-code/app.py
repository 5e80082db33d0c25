count = 0


def handler(event, context):
    global count
    count += 1
    if count == 2:
        raise ValueError("the second one")
    return count
