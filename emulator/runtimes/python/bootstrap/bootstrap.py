"""/var/runtime/bootstrap.py of Lambda's managed Python runtimes: the script the interpreter is started with.

Kept tiny because Python compiles the main script on every start; the work is in awslambdaric/, whose bytecode is cached.
lambdalocal's own settings come in a variable (emulator/runtimes/bootstrap_settings.h) that the function does not see.
"""
import os
import sys

sys.dont_write_bytecode = True  # lambdalocal has compiled what lies here; the task root is read-only on Lambda

from awslambdaric import bootstrap


def main():
    settings = os.environ.pop("_LAMBDALOCAL_SETTINGS", "")
    settings = [setting.partition("=")[::2] for setting in settings.split("\x1f")]
    for key, value in settings:
        if key == "gate":
            wait_at(int(value))
    bootstrap.main(settings)


def wait_at(gate):
    """Until lambdalocal has compared the package with what was unpacked (emulator/runtimes/gate.h)."""
    if not os.read(gate, 1):
        sys.exit(1)  # lambdalocal is gone
    os.close(gate)


if __name__ == "__main__":
    main()
