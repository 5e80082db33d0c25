"""A `serve` that is asked over HTTP: what the programs about serve share."""

import http.client
import json
import re
import signal
import threading

from support import SECONDS, LambdalocalTest

INVOKE = "/2015-03-31/functions/%s/invocations"


class ServeTest(LambdalocalTest):
    def serve(self, *arguments, is_read=True, last=None, **options):
        """A serve that listens: its process. self.urls has what it announced, self.lines what it says from then on; with
        is_read=False only once read() is called."""
        self.process = self.start("serve", "--port", "0", "--http-port", "0", *arguments, **options)
        self.addCleanup(self.stop)
        self.urls, self.lines, self.said = {}, [], threading.Condition()
        last = last or ("REST API" if "--rest" in arguments else "ALB" if "--alb" in arguments else "HTTP API")
        while last not in self.urls:
            line = self.process.stderr.readline().decode()
            self.assertTrue(line, "serve ended: " + "".join(self.lines))
            self.lines.append(line)
            announced = re.match(r"lambdalocal: (.*) on https?://(\S+)$", line)
            if announced:
                self.urls[announced[1]] = announced[2]
        self.reader = None
        if is_read:
            self.read()
        return self.process

    def read(self):
        self.reader = threading.Thread(target=self.read_on)
        self.reader.start()

    def read_on(self):
        for line in self.process.stderr:
            with self.said:
                self.lines.append(line.decode())
                self.said.notify_all()

    def wait_for_line(self, pattern):
        with self.said:
            found = self.said.wait_for(lambda: any(re.search(pattern, line) for line in self.lines), SECONDS)
        self.assertTrue(found, pattern + " was not said:\n" + "".join(self.lines))

    def stop(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(SECONDS)
        if self.reader:
            self.reader.join()
        self.process.stdout.close()
        self.process.stderr.close()
        return status

    def request(self, method, path, body=None, headers={}, front_end="Lambda API"):
        connection = http.client.HTTPConnection(self.urls[front_end].split("/")[0], timeout=SECONDS)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = response.status, dict(response.getheaders()), response.read()
        connection.close()
        return answer

    def invoke(self, name, event, headers={}):
        return self.request("POST", INVOKE % name, json.dumps(event), headers)
