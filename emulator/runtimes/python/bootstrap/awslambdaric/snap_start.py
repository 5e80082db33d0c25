"""SnapStart: the hooks before the snapshot and after the restore, and the poll between them."""
import sys

from . import errors
from .lambda_runtime_marshaller import FaultException


def on_init_complete(lambda_runtime_client, log_sink):
    from snapshot_restore_py import get_after_restore, get_before_snapshot

    try:
        before_snapshot = get_before_snapshot()
        while before_snapshot:
            function, args, kwargs = before_snapshot.pop()  # the last registered runs first
            function(*args, **kwargs)
        lambda_runtime_client.restore_next()
    except BaseException:
        error_result = errors.describe(sys.exc_info(), None)
        errors.log_error(error_result, log_sink)
        lambda_runtime_client.post_init_error(error_result, FaultException.BEFORE_SNAPSHOT_ERROR)
        sys.exit(64)
    try:
        for function, args, kwargs in get_after_restore():
            function(*args, **kwargs)
    except BaseException:
        error_result = errors.describe(sys.exc_info(), None)
        errors.log_error(error_result, log_sink)
        lambda_runtime_client.report_restore_error(error_result)
        sys.exit(65)
