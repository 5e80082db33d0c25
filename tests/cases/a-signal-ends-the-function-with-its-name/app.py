import os
import signal


def handler(event, context):
    print('bye', flush=True)
    os.kill(os.getpid(), signal.SIGSEGV)
