"""What the soak and the hostile clients share: `serve` with their functions, raw requests, what /proc tells of processes."""
import http.client
import os
import pathlib
import shutil
import subprocess
import sys
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
sys.dont_write_bytecode = True
import serving  # noqa: E402

MARKER = "LAMBDALOCAL_SOAK"  # in the environment of everything that is started


def runtime(family):
    if family == "python":
        return "python%d.%d" % sys.version_info[:2]
    major = subprocess.run(["node", "-p", "process.versions.node.split('.')[0]"], stdout=subprocess.PIPE, check=True).stdout
    return "nodejs%s.x" % major.decode().strip()


def functions(directory, marker):
    """A copy of functions/ that may be edited, and the served functions: `work` and others in Python, `stream` in Node.js."""
    code = pathlib.Path(directory) / "code"
    shutil.copytree(HERE / "functions", code)
    python = {"CodeUri": str(code), "Runtime": runtime("python"), "Handler": "app.handler", "Timeout": 10,
              "Environment": {"Variables": {MARKER: marker}}}
    return {"work": python, "other": python, "brief": dict(python, Timeout=1),
            "stream": dict(python, Runtime=runtime("nodejs"), Handler="stream.handler", Timeout=20)}


def environment(marker, scratch):
    pathlib.Path(scratch, "tmp").mkdir(exist_ok=True)
    return {MARKER: marker, "TMPDIR": str(pathlib.Path(scratch, "tmp")), "XDG_CACHE_HOME": str(pathlib.Path(scratch, "cache"))}


def invoke_path(name, streamed=False):
    return ("/2021-11-15/functions/%s/response-streaming-invocations" if streamed else "/2015-03-31/functions/%s/invocations") % name


def ask(url, method, path, body=None, headers=(), timeout=60):
    """(status, headers by lower-case name, body); OSError or HTTPException when there is no whole answer."""
    base = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(base.hostname, base.port, timeout=timeout)
    try:
        connection.request(method, path, body, dict(headers))
        response = connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def descendants(pid):
    found = []
    try:
        for task in os.listdir("/proc/%d/task" % pid):
            with open("/proc/%d/task/%s/children" % (pid, task), encoding="utf-8") as file:
                for child in file.read().split():
                    found += [int(child), *descendants(int(child))]
    except OSError:
        pass  # gone meanwhile
    return found


def name_of(pid):
    try:
        return pathlib.Path("/proc/%d/comm" % pid).read_text().strip()
    except OSError:
        return ""


def runtimes(pid):
    """The processes of functions below `serve`."""
    return [child for child in descendants(pid) if name_of(child).startswith(("python", "node", "MainThread"))]


def marked(marker):
    """Processes that have the marker in their environment: those of `serve`, and all that functions start."""
    wanted = ("%s=%s" % (MARKER, marker)).encode()
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            if wanted in pathlib.Path("/proc", pid, "environ").read_bytes().split(b"\0"):
                found.append(int(pid))
        except OSError:
            pass
    return found


def alive(pids):
    def running(pid):
        try:
            return pathlib.Path("/proc/%d/stat" % pid).read_text().rsplit(")", 1)[1].split()[0] != "Z"
        except OSError:
            return False
    return [pid for pid in pids if running(pid)]


def resident_megabytes(pid):
    for line in pathlib.Path("/proc/%d/status" % pid).read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def descriptors(pid):
    return len(os.listdir("/proc/%d/fd" % pid))
