"""SnapStart's hooks, which Lambda's Python runtimes ship: docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-python.html.

Functions register here at import; only a SnapStart environment runs them.
"""
_before_snapshot = []
_after_restore = []


def register_before_snapshot(func, *args, **kwargs):
    _before_snapshot.append((func, args, kwargs))
    return func


def register_after_restore(func, *args, **kwargs):
    _after_restore.append((func, args, kwargs))
    return func


def get_before_snapshot():
    return _before_snapshot


def get_after_restore():
    return _after_restore
