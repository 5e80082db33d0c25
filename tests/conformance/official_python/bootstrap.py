"""Starts AWS's awslambdaric the way the script of Lambda's Python images does, for the conformance tests.

Its argument is the directory awslambdaric is installed in. Search path: task root, layers, this directory, the library; .pth
files of the task root and the layers count; PYTHONPATH set by the user replaces the layers.
"""
import json  # noqa: F401  (these imports are what Lambda's script has loaded when the function's module is imported)
import logging  # noqa: F401
import os
import site
import sys
import traceback  # noqa: F401
import warnings  # noqa: F401

installed = sys.argv.pop(1)
sys.path.append(installed)

import awslambdaric.__main__ as awslambdaricmain  # noqa: E402


def main():
    layers = []
    user_path = "PYTHONPATH" in os.environ
    if not user_path and "OPT" in os.environ:
        opt = os.environ.pop("OPT")
        version = "python%d.%d" % sys.version_info[:2]
        layers = [opt + "/python/lib/" + version + "/site-packages", opt + "/python"]
    directories = [os.environ["LAMBDA_TASK_ROOT"]] + layers
    sys.path[:0] = directories
    site.setquit()
    site.setcopyright()
    site.sethelper()
    for directory in directories:
        site.addsitedir(directory)
    if not user_path:
        os.environ["PYTHONPATH"] = os.environ["LAMBDA_RUNTIME_DIR"]
    awslambdaricmain.main([sys.argv[0], os.environ["_HANDLER"]])


if __name__ == "__main__":
    main()
