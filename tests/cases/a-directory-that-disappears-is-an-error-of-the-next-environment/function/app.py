import os
import shutil


def handler(event, context):
    shutil.rmtree(os.path.dirname(__file__))
    return 'gone'
