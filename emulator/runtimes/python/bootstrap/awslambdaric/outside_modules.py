"""Names, once each, the modules a function takes from outside its bundle, layers and the SDK: on Lambda they are missing."""
import sys

# What Lambda's images bring along next to the standard library.
SHIPPED = frozenset(("awslambdaric", "boto3", "botocore", "dateutil", "jmespath", "pip", "s3transfer", "simplejson", "six",
                     "snapshot_restore_py", "urllib3"))


class OutsideModules:
    def __init__(self, inside, outside):
        roots = [(directory.rstrip("/") + "/", False) for directory in inside]
        roots += [(directory.rstrip("/") + "/", True) for directory in outside]
        self.roots = sorted(roots, key=lambda root: -len(root[0]))  # the longest that fits decides
        self.seen = set(sys.modules)
        self.count = len(sys.modules)

    def check(self):
        if len(sys.modules) == self.count:
            return
        self.count = len(sys.modules)
        for name in list(sys.modules):
            if name in self.seen:
                continue
            self.seen.add(name)
            if "." not in name and name not in SHIPPED:
                self.name_if_outside(name)

    def name_if_outside(self, name):
        place = _place(sys.modules[name])
        if place is None:
            return
        for directory, is_outside in self.roots:
            if place.startswith(directory):
                if is_outside:
                    from . import bootstrap

                    bootstrap.log_sink().notice("warning: module '%s' comes from %s, outside the bundle and its layers: "
                                                "on Lambda this import fails" % (name, directory.rstrip("/")))
                return


def _place(module):
    """The file of a module, or the directory of a package without one; none for built-in modules."""
    file = getattr(module, "__file__", None)
    if isinstance(file, str):
        return file
    try:
        return next(iter(module.__path__)) + "/"
    except Exception:
        return None
