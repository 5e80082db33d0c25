import getpass
import os
import subprocess

import shared_code


def outcome(call):
    try:
        return call()
    except OSError as error:
        return os.strerror(error.errno)


def write(path, size=1):
    with open(path, "wb") as file:
        return file.write(b"x" * size)


def handler(event, context):
    processes = [entry for entry in os.listdir("/proc") if entry.isdigit()]
    return {
        "file": __file__,
        "layer": shared_code.__file__,
        "cwd": os.getcwd(),
        "user": [os.getuid(), getpass.getuser()],
        "task": os.environ["LAMBDA_TASK_ROOT"],
        "write": [outcome(lambda: write(path)) for path in ("/var/task/x", "/opt/x", "/usr/x", "/x", "/tmp/x")],
        "tmp is full": outcome(lambda: write("/tmp/large", 513 << 20)),
        "home": os.path.exists(event["home"]),
        "case": os.path.exists(event["case"]),
        "processes": len(processes),
        "mount": subprocess.run(["unshare", "--user", "true"], capture_output=True).returncode,
        "privileges": [line.split()[1] for line in open("/proc/self/status") if line.startswith(("CapEff", "NoNewPrivs"))],
        "environment of process 1": len(open("/proc/1/environ").read().strip("\0")),
    }
