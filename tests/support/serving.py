"""`lambdalocal serve` for a while; HTTP as a test wants it: repeated headers, exact paths, bodies as they arrive."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import urllib.parse


class NotServing(Exception):
    """serve did not become ready, or did not end as it should."""


def eventually(what, seconds=60.0):
    """The first true result of what(), or the last one when there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        result = what()
        if result or time.monotonic() > deadline:
            return result
        time.sleep(0.005)


class Served:
    """with Served(binary, {"name": {"CodeUri": ...}}, ["--url", "name"]) as served: served.ready["lambda_api"]"""

    def __init__(self, binary, functions, arguments=(), environment=None):
        self.binary, self.functions, self.arguments = os.path.abspath(binary), functions, list(arguments)
        self.environment = dict(os.environ, **(environment or {}))

    def __enter__(self):
        self._directory = tempfile.TemporaryDirectory(prefix="lambdalocal-serve-")
        self.directory = pathlib.Path(self._directory.name).resolve()
        (self.directory / "lambdalocal.json").write_text(json.dumps({"Functions": self.functions}, default=str))
        ready_file = self.directory / "ready.json"
        self._log = open(self.directory / "log", "wb")
        ports = ["--port", "0", "--http-port", "0"]
        command = [self.binary, "serve", *ports, "--ready-file", str(ready_file), *self.arguments]
        self.process = subprocess.Popen(command, cwd=self.directory, env=self.environment, stdin=subprocess.DEVNULL,
                                        stdout=self._log, stderr=self._log)
        eventually(lambda: ready_file.exists() or self.process.poll() is not None, 30)
        if not ready_file.exists():
            log = self.log()
            self._end()
            raise NotServing("%s did not become ready:\n%s" % (" ".join(command), log))
        self.ready = json.loads(ready_file.read_text())
        return self

    def log(self):
        return (self.directory / "log").read_text(errors="replace")

    def _end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return "not within 30 s"
        finally:
            self._log.close()

    def __exit__(self, kind, *_):
        status, log = self._end(), self.log()
        self._directory.cleanup()
        if status != 0 and kind is None:
            raise NotServing("serve ended with %s after SIGTERM:\n%s" % (status, log[-3000:]))


class Response:
    def __init__(self, response):
        self._response = response
        self.status, self.headers = response.status, response.getheaders()
        self.body = None

    def header(self, name):
        """All values of the name, in order."""
        return [value for given, value in self.headers if given.lower() == name.lower()]

    def parts(self):
        """The body as it arrives."""
        while part := self._response.read1(65536):
            yield part


def send(url, method, target, headers=(), body=None, whole=True, timeout=120):
    """A request to a base URL, target and headers (pairs) exactly as given; whole=False leaves the body to parts()."""
    base = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(base.hostname, base.port, timeout=timeout)
    connection.putrequest(method, base.path.rstrip("/") + target, skip_accept_encoding=True)
    for name, value in headers:
        connection.putheader(name, value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    response = Response(connection.getresponse())
    if whole:
        response.body = response._response.read()
        connection.close()
    return response
