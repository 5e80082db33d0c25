import os

from snapshot_restore_py import register_after_restore, register_before_snapshot


@register_before_snapshot
def before():
    print("before the snapshot")


@register_after_restore
def after():
    print("after the restore")


def handler(event, context):
    return os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]
