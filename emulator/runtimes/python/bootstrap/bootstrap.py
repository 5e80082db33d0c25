"""/var/runtime/bootstrap.py of Lambda's managed Python runtimes: the script the interpreter is started with.

Kept tiny because Python compiles the main script on every start; the work is in awslambdaric/, whose bytecode is cached.
Arguments of the form KEY=VALUE are lambdalocal's own settings (emulator/runtimes/python/python.h) and hidden from the function.
"""
import sys

from awslambdaric import bootstrap


def main():
    settings = [argument.partition("=")[::2] for argument in sys.argv[1:]]
    del sys.argv[1:]
    bootstrap.main(settings)


if __name__ == "__main__":
    main()
