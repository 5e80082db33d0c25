import subprocess


def handler(event, context):
    with open('command') as file:
        command = file.read()
    return subprocess.check_output(['sh', '-c', command], text=True)
