"""Where modules are found: docs.aws.amazon.com/lambda/latest/dg/python-package.html, "search path".

The order on Lambda is task root, layers, SDK (/var/runtime), standard library. Two more things a function may notice are
kept although little is imported here before it: modules the official client has loaded by then are the standard library's
even if the bundle has a file of that name, and the root logger is set up (lambda_runtime_log_utils.py).
"""
import os
import sys

from _frozen_importlib_external import PathFinder

# Of the standard library, what Lambda's bootstrap has imported before the function's module.
LOADED_ON_LAMBDA = frozenset((
    "__future__", "collections", "concurrent", "contextlib", "copyreg", "decimal", "enum", "functools", "heapq",
    "importlib", "json", "keyword", "linecache", "logging", "numbers", "operator", "queue", "re", "reprlib", "site",
    "sre_compile", "sre_constants", "sre_parse", "string", "textwrap", "threading", "token", "tokenize", "traceback",
    "types", "warnings", "weakref"))

# What looks through sys.path by itself, for packages that nobody imports.
LOOKS_FOR_PACKAGES = frozenset(("importlib.metadata", "importlib_metadata", "pkg_resources", "pkgutil"))

_named_outside = None  # OutsideModules, when packages outside the bundle are visible
_late_site = None      # LateSite, until somebody needs them


class LambdaFinder:
    """First on sys.meta_path: finds LOADED_ON_LAMBDA in the standard library only, and notices the import of logging."""

    def __init__(self, standard_library):
        self.standard_library = standard_library

    def find_spec(self, name, path=None, target=None):
        if name not in LOADED_ON_LAMBDA:
            if _late_site is not None and name in LOOKS_FOR_PACKAGES:
                _late_site.arrive()
            return None
        spec = PathFinder.find_spec(name, self.standard_library)
        if name == "logging" and spec is not None:
            spec.loader = _LoggingLoader(spec.loader)
        return spec


class _LoggingLoader:
    """The loader of logging, which sets the root logger up before the importing code goes on."""

    def __init__(self, loader):
        self.loader = loader

    def __getattr__(self, name):
        return getattr(self.loader, name)

    def create_module(self, spec):
        return self.loader.create_module(spec)

    def exec_module(self, module):
        module.__loader__ = module.__spec__.loader = self.loader
        self.loader.exec_module(module)
        set_up_logging()


def set_up_logging():
    from .bootstrap import own_module

    own_module("lambda_runtime_log_utils").set_up()


def arrange(settings):
    """Lays sys.path out as Lambda does. `settings` are pairs (emulator/runtimes/python/python.h)."""
    global _late_site
    single = dict(settings)
    hidden = single.get("packages") != "visible"
    runtime_directory = sys.path[0]
    standard_library = _standard_library()
    user_path = "PYTHONPATH" in os.environ
    late = not hidden and sys.flags.no_site
    if hidden or late:
        _stand_in_for_site(user_path)
    own = 1 + max([sys.path.index(entry) for entry in standard_library], default=0)  # PYTHONPATH comes before
    environments = [value for key, value in settings if key == "outside"]
    outside = _outside(sys.path[own:], environments) if not hidden and not late else []
    inside = _inside(single, user_path, runtime_directory)
    sys.path[:] = inside + [entry for entry in sys.path[1:own] if entry not in inside]
    sys.path += [directory for directory in outside if directory not in sys.path]
    if not user_path:
        shipped = [runtime_directory] + ([single["sdk"]] if "sdk" in single else [])
        os.environ["PYTHONPATH"] = os.pathsep.join(shipped)
    if _runs_before_312() and os.environ.get("LC_CTYPE") == "C.UTF-8":
        del os.environ["LC_CTYPE"]  # set by the interpreter where the machine does not have LANG's locale; Lambda has it
    sys.meta_path.insert(0, LambdaFinder(standard_library))
    if "logging" in sys.modules:
        set_up_logging()
    _add_site_directories([directory for directory in inside if directory != runtime_directory])
    if hidden:
        return
    own_entries = inside + standard_library
    elsewhere = [entry for entry in sys.path[1:own] if entry not in own_entries]
    if not late or elsewhere:
        _name_what_comes_from(own_entries, elsewhere + outside)
    if late:
        from .bootstrap import own_module

        _late_site = own_module("late_site").LateSite(environments, own_entries, elsewhere)
        sys.meta_path.append(_late_site)


def _name_what_comes_from(inside, outside):
    global _named_outside
    from .bootstrap import own_module

    name_outside_modules()
    _named_outside = own_module("outside_modules").OutsideModules(inside, outside)


def site_has_arrived(inside, elsewhere, before, environments):
    """The interpreter's own packages have come to the end of sys.path, behind what it was `before`."""
    global _late_site
    _late_site = None
    found = [entry for entry in sys.path if entry not in before]
    sys.path[:] = before
    outside = _outside(found, environments)
    sys.path[:] = before + [directory for directory in outside if directory not in before]
    _name_what_comes_from(inside, elsewhere + outside)


def _outside(found, environments):
    """What lies outside of the function, in its order: virtual environments win over the interpreter's own packages.

    The first environment is among what is `found` when its own python runs: then that keeps its order.
    """
    missing = [directory for directory in environments if directory not in found]
    if missing:
        before = list(sys.path)
        _add_site_directories(missing)
        missing += [entry for entry in sys.path if entry not in before and entry not in missing]
    return missing + found if missing[:1] == environments[:1] else found + missing


def _inside(single, user_path, runtime_directory):
    inside = [os.environ["LAMBDA_TASK_ROOT"]]
    if "opt" in single and not user_path:
        version = os.environ.get("AWS_EXECUTION_ENV", "").rpartition("_")[2] or "python%d.%d" % sys.version_info[:2]
        inside += [single["opt"] + "/python/lib/" + version + "/site-packages", single["opt"] + "/python"]
    inside.append(runtime_directory)
    if "sdk" in single:
        inside.append(single["sdk"])
    return inside


def _standard_library():
    """The entries of sys.path that are the interpreter's own: the zip, the library, its extension modules."""
    version = sys.version_info
    names = ("python%d%d.zip" % version[:2], "python%d.%d" % version[:2], "lib-dynload")
    return [entry for entry in sys.path[1:] if entry.rpartition("/")[2] in names]


def _runs_before_312():
    return os.environ.get("AWS_EXECUTION_ENV") in {
        "AWS_Lambda_python3.%d" % minor for minor in range(6, 12)}


def _stand_in_for_site(user_path):
    """What `site`, left out to hide the interpreter's packages, gives a function: exit, quit, help, sitecustomize."""
    import builtins

    import _sitebuiltins

    builtins.quit = _sitebuiltins.Quitter("quit", "Ctrl-D (i.e. EOF)")
    builtins.exit = _sitebuiltins.Quitter("exit", "Ctrl-D (i.e. EOF)")
    builtins.copyright = _sitebuiltins._Printer("copyright", sys.copyright)
    builtins.credits = _sitebuiltins._Printer("credits", "See www.python.org for more information.")
    builtins.license = _sitebuiltins._Printer("license", "See https://www.python.org/psf/license/")
    builtins.help = _sitebuiltins._Helper()
    if user_path:
        import site

        site.execsitecustomize()


def _add_site_directories(directories):
    """Lambda makes the task root and the layers site directories: .pth files in them count, missing ones come again last."""
    for directory in directories:
        try:
            names = os.listdir(directory)
        except OSError:
            sys.path.append(directory)
            continue
        if any(name.endswith(".pth") for name in names):
            import site

            site.addsitedir(directory)


def name_outside_modules():
    if _named_outside is not None:
        _named_outside.check()
