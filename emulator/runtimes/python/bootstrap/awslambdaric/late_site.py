"""The packages of the interpreter itself, where a function may see them: they come when it imports one.

`site` reads every .pth file and runs what stands in it, 3 to 15 ms of each cold start, and most functions need none of it.
"""
import sys

import _thread

_NAMESPACE_PATH = "_NamespacePath"  # of a package whose parts may lie in several places


class LateSite:
    """Last on sys.meta_path: what nobody has found is looked for again when `site` has run."""

    def __init__(self, environments, inside, elsewhere):
        self.environments = environments
        self.inside = inside
        self.elsewhere = elsewhere
        self.lock = _thread.RLock()  # another thread waits; what `site` imports itself does not
        self.is_called = False

    def find_spec(self, name, path=None, target=None):
        if path is not None and type(path).__name__ != _NAMESPACE_PATH:
            return None
        self.arrive()
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find and finder is not self else None
            if spec is not None:
                return spec
        return None

    def arrive(self):
        with self.lock:
            if self.is_called:
                return
            self.is_called = True
            before = list(sys.path)
            import site

            site.main()
            from . import search_path

            search_path.site_has_arrived(self.inside, self.elsewhere, before, self.environments)
