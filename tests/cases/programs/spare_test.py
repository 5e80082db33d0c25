#!/usr/bin/env python3
"""Spare environments of `serve`: a runtime that waits ahead of need, with none of the function's code run."""

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

from serving import ServeTest
from support import CONNECT, SECONDS, main

PYTHON = CONNECT + """
import time
BEGAN = int(open("/proc/self/stat").read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")
LOADED_AFTER = float(open("/proc/uptime").read().split()[0]) - BEGAN

def handler(event, context):
    if event == "wait":
        connect("waiting").recv(1)
    return LOADED_AFTER
"""
NODE = """
const net = require('net');
const fs = require('fs');
const began = Number(fs.readFileSync('/proc/self/stat', 'utf8').split(') ').pop().split(' ')[19]) / 100;
const loadedAfter = Number(fs.readFileSync('/proc/uptime', 'utf8').split(' ')[0]) - began;
exports.handler = async (event) => {
  if (event === 'wait') {
    await new Promise((done) => {
      const line = net.connect(process.env.TEST_SOCKET, () => line.write('waiting\\n'));
      line.on('data', done);
    });
  }
  return loadedAfter;
};
"""
RUBY = """
require 'socket'
BEGAN = File.read('/proc/self/stat').split(') ').last.split[19].to_f / 100
LOADED_AFTER = File.read('/proc/uptime').split.first.to_f - BEGAN

def handler(event:, context:)
  if event == 'wait'
    line = UNIXSocket.new(ENV['TEST_SOCKET'])
    line.write("waiting\\n")
    line.read(1)
  end
  LOADED_AFTER
end
"""
RUNTIMES = {"py": ("app.py", PYTHON, "app.handler", "python3.13"), "js": ("index.js", NODE, "index.handler", "nodejs20.x"),
            "rb": ("app.rb", RUBY, "app.handler", "ruby3.4")}
BOOTSTRAPS = b"bootstrap.py", b"callbacks.cjs", b"bootstrap.rb"
WAITED = 0.25


def runtimes():
    """The runtimes' processes that are below this one, those that began last in the end."""
    parents, found = {}, []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as stat, open(f"/proc/{name}/cmdline", "rb") as line:
                parents[int(name)] = int(stat.read().rpartition(")")[2].split()[1])
                command = line.read()
                if any(bootstrap in command for bootstrap in BOOTSTRAPS):
                    found.append(int(name))
        except OSError:
            pass

    def is_ours(process):
        while process in parents and process != os.getpid():
            process = parents[process]
        return process == os.getpid()
    return sorted(filter(is_ours, found))


def age_of(process):
    with open(f"/proc/{process}/stat") as stat, open("/proc/uptime") as uptime:
        return float(uptime.read().split()[0]) - int(stat.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK")


class Spare(ServeTest):
    def serve_functions(self, *names, arguments=()):
        functions = {}
        for name in names:
            file, code, handler, runtime = RUNTIMES[name]
            self.write(f"{name}/{file}", code)
            functions[name] = {"CodeUri": name, "Handler": handler, "Runtime": runtime, "Timeout": 60}
        self.write("lambdalocal.json", json.dumps({"Functions": functions}))
        self.listener, environment = self.listen()
        return self.serve(*arguments, *environment)

    def answer(self, name, event=""):
        status, _, body = self.invoke(name, event)
        self.assertEqual(status, 200, body)
        return json.loads(body)

    def until_there_are(self, count):
        end = time.monotonic() + SECONDS
        while len(runtimes()) != count:
            self.assertLess(time.monotonic(), end, f"{runtimes()} instead of {count}")
            time.sleep(0.01)
        return runtimes()

    def cold_answer(self, name):
        """Of an environment that is needed, because the first one is busy."""
        with ThreadPoolExecutor(1) as pool:
            busy = pool.submit(self.answer, name, "wait")
            line = self.accept(self.listener, 1)["waiting"]
            answer = self.answer(name)
            line.send(b"x")
            busy.result()
        return answer

    def test_a_cold_start_takes_the_runtime_that_waits_and_loads_the_function_only_then(self):
        for name in RUNTIMES:
            with self.subTest(name):
                self.serve_functions(name)
                self.answer(name)
                spare = self.until_there_are(2)[-1]
                while age_of(spare) < WAITED:
                    time.sleep(0.01)
                self.assertGreaterEqual(self.cold_answer(name), WAITED)  # the process is older than what it has loaded
                self.until_there_are(3)
                self.stop()
                self.assertEqual(runtimes(), [])
                os.unlink(self.path("s"))

    def test_none_is_made_where_none_is_wanted_and_for_what_nobody_uses(self):
        self.serve_functions("py", "js", arguments=["--no-spare"])
        self.answer("py")
        self.answer("js")
        self.assertEqual(len(runtimes()), 2)
        self.stop()
        os.unlink(self.path("s"))
        self.serve_functions("py", "js")
        self.answer("py")
        self.until_there_are(2)

    def test_there_are_so_many_at_most_those_of_the_functions_that_were_used_last(self):
        self.serve_functions("py", "js", arguments=["--spare-limit", "1"])
        self.answer("py")
        first = self.until_there_are(2)
        self.answer("js")
        end = time.monotonic() + SECONDS
        while set(first) <= set(runtimes()) or len(runtimes()) != 3:
            self.assertLess(time.monotonic(), end, runtimes())
            time.sleep(0.01)

    def test_of_a_function_that_is_used_no_more_none_stays(self):
        self.serve_functions("py", arguments=["--idle-timeout", "300ms"])
        self.answer("py")
        self.until_there_are(2)
        self.until_there_are(0)

    def test_one_that_was_killed_is_not_missed(self):
        self.serve_functions("py")
        self.answer("py")
        first, spare = self.until_there_are(2)
        os.kill(spare, signal.SIGKILL)
        self.until_there_are(1)
        self.cold_answer("py")
        self.assertIn(first, runtimes())

    def test_code_that_changes_while_one_waits_is_what_runs(self):
        self.serve_functions("py")
        self.answer("py")
        self.until_there_are(2)
        for value in range(20):
            self.write("py/app.py", f"def handler(event, context):\n    return {value}\n")
            self.assertEqual(self.answer("py"), value)


if __name__ == "__main__":
    main()
