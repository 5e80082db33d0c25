def handler(event, context):
    for number in range(1000):
        print(f"line {number}")
