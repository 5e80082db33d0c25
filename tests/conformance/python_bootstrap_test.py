#!/usr/bin/env python3
"""What the Python bootstrap promises beyond AWS's client: one write per invocation, hidden and named outside packages, the
SDK's place, signals during a poll. No network; the interpreter that runs this is the one that is tested."""
import json
import os
import signal
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from runtime_api_server import Session, base_environment  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BOOTSTRAP = os.path.join(SOURCE, "emulator", "runtimes", "python", "bootstrap")
VERSION = "python%d.%d" % sys.version_info[:2]


class BootstrapTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.directory)
        self.runtime = os.path.join(self.directory, "runtime")
        shutil.copytree(BOOTSTRAP, self.runtime, ignore=shutil.ignore_patterns("__pycache__"))

    def write(self, path, text):
        path = os.path.join(self.directory, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(textwrap.dedent(text))
        return os.path.dirname(path)

    def environment(self, task, **variables):
        return base_environment(task, VERSION, "app.handler", self.runtime, **variables)

    def session(self, task, *settings, hidden=True, interpreter=sys.executable, **variables):
        command = [interpreter] + (["-S"] if hidden else [])
        command += [os.path.join(self.runtime, "bootstrap.py")]
        settings = ("packages=hidden" if hidden else "packages=visible", *settings)
        environment = self.environment(task, _LAMBDALOCAL_SETTINGS="\x1f".join(settings), **variables)
        return Session(command, environment, task, telemetry="stdout")

    def test_a_result_and_the_next_poll_leave_in_one_write(self):
        task = self.write("task/app.py", "def handler(event, context):\n    return event\n")
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(1)
            environment = self.environment(task, AWS_LAMBDA_RUNTIME_API="127.0.0.1:%d" % listener.getsockname()[1])
            pid = os.posix_spawn(sys.executable, [sys.executable, "-S", os.path.join(self.runtime, "bootstrap.py")],
                                 environment)
            try:
                connection, _ = listener.accept()
                self.assertTrue(connection.recv(1 << 16).startswith(b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n"))
                for number in range(3):
                    accepted = b'HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}' if number else b""
                    connection.sendall(accepted + b"HTTP/1.1 200 OK\r\nlambda-runtime-aws-REQUEST-id: r-1\r\n"
                                       b"CONTENT-TYPE:application/json\r\ncontent-length: 3\r\n\r\n[1]")
                    sent = connection.recv(1 << 16)
                    self.assertTrue(sent.startswith(b"POST /2018-06-01/runtime/invocation/r-1/response HTTP/1.1\r\n"))
                    self.assertIn(b"\r\n\r\n[1]GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\n", sent)
                connection.close()
            finally:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def test_an_event_that_arrives_in_pieces_is_whole(self):
        task = self.write("task/app.py", "def handler(event, context):\n    return len(event)\n")
        with self.session(task) as session:
            for size in (1, 65000, 65536, 70000, 6 * 1024 * 1024):
                self.assertEqual(session.invoke(json.dumps("x" * size)).body, b"%d" % size)

    def test_a_refused_result_is_logged_and_the_environment_stays_warm(self):
        task = self.write("task/app.py", """
            count = 0
            def handler(event, context):
                global count
                count += 1
                print("call", count)
                return "x" * event""")
        with self.session(task) as session:
            session.server.response_status = 413
            session.invoke("7000000")
            self.assertEqual(session.invoke("1").body, b'"x"')
        lines = session.stdout.decode().split("\n")
        self.assertIn("Failed to post handler success response. Http response code: 413.", lines[1])
        self.assertEqual([lines[0], lines[3]], ["call 1", "call 2"])

    def test_hidden_packages_cannot_be_imported(self):
        task = self.write("task/app.py", """
            import sys
            def handler(event, context):
                return [path for path in sys.path if "site-packages" in path or "dist-packages" in path]""")
        with self.session(task) as session:
            self.assertEqual(session.invoke("1").body, b"[]")
        self.assertEqual(session.stderr, b"")

    def test_visible_packages_come_last_and_each_is_named_once(self):
        task = self.write("task/app.py", """
            import json, local_one, outer_one, namespace.inner
            def handler(event, context):
                import outer_two
                return [outer_one.WHERE, outer_two.WHERE, local_one.WHERE]""")
        self.write("task/local_one.py", 'WHERE = "task"')
        outside = self.write("venv/outer_one.py", 'WHERE = "venv"\nimport outer_helper')
        for name in ("outer_two", "outer_helper", "local_one"):
            self.write("venv/%s.py" % name, 'WHERE = "venv"')
        self.write("venv/namespace/inner.py", "")
        with self.session(task, "outside=" + outside, hidden=False) as session:
            for _ in range(2):
                self.assertEqual(session.invoke("1").body, b'["venv", "venv", "task"]')
        warnings = session.notices.decode()
        for name in ("outer_one", "outer_helper", "outer_two", "namespace"):
            self.assertEqual(warnings.count("module '%s' comes from %s," % (name, outside)), 1, warnings)
        self.assertEqual(warnings.count("on Lambda this import fails"), 4, warnings)

    def test_an_environment_wins_over_the_interpreters_own_packages_and_its_pth_files_count(self):
        task = self.write("task/app.py", "import pip, linked\ndef handler(event, context):\n"
                          "    return [pip.WHERE, linked.WHERE]")
        outside = self.write("venv/pip.py", 'WHERE = "venv"')
        self.write("src/linked.py", 'WHERE = "linked"')
        self.write("venv/linked.pth", os.path.join(self.directory, "src") + "\n")
        with self.session(task, "outside=" + outside, hidden=False) as session:
            self.assertEqual(session.invoke("1").body, b'["venv", "linked"]')
        self.assertIn("module 'linked' comes from %s," % os.path.join(self.directory, "src"), session.notices.decode())

    def test_an_environment_is_what_its_own_python_sees(self):
        environment = os.path.join(self.directory, "venv")
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
        packages = self.write("venv/lib/%s/site-packages/packaged.py" % VERSION, 'WHERE = "venv"')
        self.write("src/editable.py", 'WHERE = "editable"')
        self.write("venv/lib/%s/site-packages/_finder.py" % VERSION, """
            import importlib.util, sys
            class Finder:
                @staticmethod
                def find_spec(name, path=None, target=None):
                    if name == "editable":
                        return importlib.util.spec_from_file_location(name, SOURCE)
            def install():
                sys.meta_path.append(Finder)
            SOURCE = %r""" % os.path.join(self.directory, "src/editable.py"))
        self.write("venv/lib/%s/site-packages/__editable__.pth" % VERSION, "import _finder; _finder.install()")
        task = self.write("task/app.py", """
            import sys, packaged, editable
            def handler(event, context):
                others = [entry for entry in sys.path if "-packages" in entry]
                return [packaged.WHERE, editable.WHERE, sys.prefix, others]""")
        with self.session(task, "outside=" + packages, hidden=False,
                          interpreter=os.path.join(environment, "bin/python")) as session:
            answer = json.loads(session.invoke("1").body)
        self.assertEqual(answer, ["venv", "editable", environment, [packages]])

    def test_the_sdk_directory_comes_after_the_layers_and_before_the_library(self):
        task = self.write("task/app.py", """
            import sys, boto3, colorsys, layered
            def handler(event, context):
                return [boto3.WHERE, colorsys.WHERE, layered.WHERE]""")
        sdk = self.write("sdk/boto3.py", 'WHERE = "sdk"')
        for name in ("colorsys", "layered"):
            self.write("sdk/%s.py" % name, 'WHERE = "sdk"')
        layers = os.path.join(self.directory, "opt")
        self.write("opt/python/layered.py", 'WHERE = "layer"')
        with self.session(task, "sdk=" + sdk, "opt=" + layers) as session:
            self.assertEqual(session.invoke("1").body, b'["sdk", "sdk", "layer"]')

    def test_a_missing_sdk_gives_one_hint(self):
        task = self.write("task/app.py", "import boto3\n")
        with self.session(task) as session:
            self.assertEqual(session.wait_for_init(), "init_error")
            self.assertIn(b"Unable to import module 'app': No module named 'boto3'", session.server.init_outcome.body)
        self.assertEqual(session.notices.count(b"lambdalocal runtimes install python"), 1)

    def test_a_late_import_of_the_missing_sdk_gives_the_hint_once(self):
        task = self.write("task/app.py", "def handler(event, context):\n    import botocore.session\n")
        with self.session(task) as session:
            for _ in range(2):
                self.assertEqual(json.loads(session.invoke("1").body)["errorType"], "ModuleNotFoundError")
        self.assertEqual(session.notices.count(b"lambdalocal runtimes install python"), 1)

    def test_settings_are_hidden_from_the_function(self):
        task = self.write("task/app.py", "import sys\ndef handler(event, context):\n    return sys.argv\n")
        with self.session(task, "sdk=/nonexistent") as session:
            self.assertEqual(json.loads(session.invoke("1").body), [os.path.join(self.runtime, "bootstrap.py")])

    def test_a_signal_handler_runs_while_the_runtime_polls(self):
        task = self.write("task/app.py", """
            import signal, sys
            def stop(number, frame):
                print("stopping", flush=True)
                sys.exit(0)
            signal.signal(signal.SIGTERM, stop)
            def handler(event, context):
                return 1""")
        with self.session(task) as session:
            self.assertEqual(session.invoke("1").body, b"1")
            session.signal(signal.SIGTERM)
            self.assertEqual(session.wait_for_exit(), 0)
        self.assertEqual(session.stdout, b"stopping\n")

    def test_the_runtime_ends_quietly_when_the_platform_is_gone(self):
        task = self.write("task/app.py", "def handler(event, context):\n    return 1\n")
        with self.session(task) as session:
            self.assertEqual(session.wait_for_init(), "next")
            session.server.close()
            self.assertEqual(session.wait_for_exit(), 1)
        self.assertEqual(session.stderr, b"")

    def test_nothing_is_written_into_the_bundle_or_the_runtime_directory(self):
        task = self.write("task/app.py", "import helper\ndef handler(event, context):\n    import logging\n    return 1\n")
        self.write("task/helper.py", "")
        with self.session(task) as session:
            session.invoke("1")
        self.assertEqual(sorted(os.listdir(task)), ["app.py", "helper.py"])
        self.assertFalse([path for path, _, _ in os.walk(self.runtime) if path.endswith("__pycache__")])

    def test_the_telemetry_descriptor_does_not_reach_children(self):
        task = self.write("task/app.py", """
            import os
            def handler(event, context):
                return [os.environ.get("_LAMBDA_TELEMETRY_LOG_FD"),
                        [fd for fd in range(3, 32) if _inheritable(fd)]]
            def _inheritable(fd):
                try:
                    return os.get_inheritable(fd)
                except OSError:
                    return False""")
        with self.session(task) as session:
            self.assertEqual(session.invoke("1").body, b"[null, []]")

    def test_sitecustomize_on_the_users_pythonpath_runs(self):
        task = self.write("task/app.py", "import os\ndef handler(event, context):\n    return os.environ['CUSTOM']\n")
        custom = self.write("custom/sitecustomize.py", 'import os\nos.environ["CUSTOM"] = "yes"\n')
        with self.session(task, PYTHONPATH=custom) as session:
            self.assertEqual(session.invoke("1").body, b'"yes"')

    def test_snapstart_hooks_run_around_the_restore(self):
        task = self.write("task/app.py", """
            from snapshot_restore_py import register_after_restore, register_before_snapshot
            register_before_snapshot(print, "before 1")
            @register_before_snapshot
            def before():
                print("before 2")
            @register_after_restore
            def after():
                raise ValueError("cannot restore")
            def handler(event, context):
                return 1""")
        with self.session(task, AWS_LAMBDA_INITIALIZATION_TYPE="snap-start") as session:
            self.assertEqual(session.wait_for_exit(), 64)
            self.assertEqual(session.server.init_outcome.headers["lambda-runtime-function-error-type"],
                             "Runtime.BeforeSnapshotError")
        self.assertTrue(session.stdout.startswith(b"before 2\nbefore 1\n"))  # the server has no restore/next: 404


if __name__ == "__main__":
    unittest.main()
