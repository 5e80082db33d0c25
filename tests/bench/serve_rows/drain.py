"""Ctrl-C while fifty keep-alive clients go on asking a function that takes 100 ms, and ten more hand in asynchronous events: how
long the process takes to be gone, whether who got a request in was answered, and whether what was accepted ran or was named."""

import http.client
import os
import signal
import threading
import time

from measure import Row
from serve_rows.common import invoke_path, port_of, python_function, serve, until

CLIENTS, SENDERS = 50, 10


class Client(threading.Thread):
    """Asks again and again over one connection, until it is told to close or nobody listens any more."""

    def __init__(self, port, kind):
        super().__init__(daemon=True)
        self.port, self.kind = port, kind
        self.answers, self.unanswered, self.accepted = 0, 0, []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while True:
            try:
                connection.connect()
            except OSError:
                return
            while connection.sock:  # http.client drops it after "Connection: close"
                try:
                    connection.request("POST", invoke_path("slow"), b"{}", {"X-Amz-Invocation-Type": self.kind})
                except OSError:
                    connection.close()  # it was closed before the request was in
                    break
                try:
                    response = connection.getresponse()
                    response.read()
                except (OSError, http.client.HTTPException):
                    self.unanswered += 1
                    return
                self.answers += 1
                if response.status == 202:
                    self.accepted.append(response.getheader("x-amzn-RequestId"))


def rows(bench):
    ran_file = os.path.join(bench.scratch, "ran")
    settings = python_function(bench, "app.slow", Timeout=30, Environment={"Variables": {"RAN": ran_file}})
    with serve(bench, {"slow": settings}, "--max-concurrency", "100") as served:
        port = port_of(served.ready["lambda_api"])
        clients = [Client(port, "RequestResponse") for _ in range(CLIENTS)] + [Client(port, "Event") for _ in range(SENDERS)]
        for client in clients:
            client.start()
        until(lambda: all(client.answers >= 3 for client in clients), 120, 0.01)
        served.process.send_signal(signal.SIGINT)
        begun = time.perf_counter()
        status = served.process.wait(60)
        gone = time.perf_counter() - begun
        if status != 0:
            raise RuntimeError(f"serve ended with {status} after Ctrl-C")
        for client in clients:
            client.join(60)
        log = served.log()
    with open(ran_file, encoding="utf-8") as file:
        ran = set(file.read().split())
    accepted = [request for client in clients for request in client.accepted]
    lost = [request for request in accepted if request not in ran and request not in log]
    yield Row(f"serve: Ctrl-C with {CLIENTS} keep-alive clients of a 100 ms function, until the process is gone", gone, 1, "s",
              f"{sum(client.answers for client in clients):,} answers before and after")
    yield Row("serve: of those clients' requests, sent and not answered", sum(client.unanswered for client in clients), 0, "")
    yield Row("serve: of the events answered with 202 until then, neither run nor named in the log", len(lost), 0, "",
              f"{len(accepted):,} accepted, {sum(request in ran for request in accepted):,} run")
