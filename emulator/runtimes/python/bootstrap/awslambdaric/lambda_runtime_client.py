"""The Lambda Runtime API over one raw keep-alive connection.

docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. A result is not sent when it is posted but together with the next
poll, in one write; the two answers then come in order. Waiting is a plain blocking recv on the main thread, in which
Python runs signal handlers.
"""
import sys
import time

from _socket import AF_INET, IPPROTO_TCP, SOCK_STREAM, TCP_NODELAY, socket

from .lambda_runtime_marshaller import LambdaMarshaller

PREFIX = "/2018-06-01/runtime/"
RESULT_LIMIT = 6 * 1024 * 1024 + 100  # bytes; larger results are refused
JOIN_LIMIT = 1 << 16  # bytes: larger bodies are sent from where they are instead of being joined with their head


class LambdaRuntimeClientError(Exception):
    def __init__(self, endpoint, response_code, response_body):
        self.endpoint, self.response_code, self.response_body = endpoint, response_code, response_body
        super().__init__("Request to Lambda Runtime '%s' endpoint failed. Reason: '%s'. Response body: '%s'"
                         % (endpoint, response_code, response_body))


class InvocationRequest:
    """One event with what its headers say."""

    __slots__ = ("invoke_id", "x_amzn_trace_id", "invoked_function_arn", "deadline_time_in_ms", "client_context",
                 "cognito_identity", "tenant_id", "content_type", "event_body", "invocation_id")

    def __init__(self, headers, body):
        get = headers.get
        self.invoke_id = get("lambda-runtime-aws-request-id")
        self.x_amzn_trace_id = get("lambda-runtime-trace-id")
        self.invoked_function_arn = get("lambda-runtime-invoked-function-arn")
        self.deadline_time_in_ms = int(get("lambda-runtime-deadline-ms", 0))
        self.client_context = get("lambda-runtime-client-context")
        self.cognito_identity = get("lambda-runtime-cognito-identity")
        self.tenant_id = get("lambda-runtime-aws-tenant-id")
        self.content_type = get("content-type")
        self.event_body = body
        self.invocation_id = get("lambda-runtime-invocation-id")


class LambdaRuntimeClient:
    marshaller = LambdaMarshaller()

    def __init__(self, lambda_runtime_address, use_thread_for_polling_next=False):
        self.lambda_runtime_address = lambda_runtime_address
        self.use_thread_for_polling_next = use_thread_for_polling_next
        host, _, port = lambda_runtime_address.rpartition(":")
        self._socket = socket(AF_INET, SOCK_STREAM)
        self._socket.connect((host, int(port)))
        self._socket.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)
        self._host = " HTTP/1.1\r\nHost: " + lambda_runtime_address + "\r\n"
        self._poll = ("GET " + PREFIX + "invocation/next" + self._host + "\r\n").encode()
        self._posted = None  # the POST that waits for the next poll: (head, body)
        self._buffer = memoryview(bytearray(1 << 16))
        self._start = self._end = 0  # what is received and not consumed yet
        self._accepted = b""  # the last answer that accepted a result, whole: most are the same

    def wait_next_invocation(self):
        posted, self._posted = self._posted, None
        if posted is None:
            self._socket.sendall(self._poll)
        elif len(posted[1]) > RESULT_LIMIT:  # its refusal is logged before the invocation ends with the poll
            self._send(posted[0], posted[1], b"")
            self._expect_accepted(posted[0])
            self._socket.sendall(self._poll)
        else:
            self._send(posted[0], posted[1], self._poll)
            self._expect_accepted(posted[0])
        status, headers, body = self._receive()
        if status != 200:
            raise LambdaRuntimeClientError(PREFIX + "invocation/next", status, bytes(body))
        return InvocationRequest(headers, body)

    def post_invocation_result(self, invoke_id, result_data, content_type="application/json", invocation_id=None):
        if not isinstance(result_data, bytes):
            result_data = result_data.encode("utf-8")
        self._post("invocation/" + invoke_id + "/response", result_data, content_type, invocation_id)

    def post_invocation_error(self, invoke_id, error_response_data, xray_fault=None, invocation_id=None):
        self._post("invocation/" + invoke_id + "/error", error_response_data.encode("utf-8"), "application/json",
                   invocation_id)

    def post_init_error(self, error_response_data, error_type_override=None):
        self._call("init/error", error_response_data, error_type_override or error_response_data["errorType"])

    def restore_next(self):
        self._socket.sendall(("GET " + PREFIX + "restore/next" + self._host + "\r\n").encode())
        status, _, body = self._receive()
        if status != 200:
            raise LambdaRuntimeClientError(PREFIX + "restore/next", status, bytes(body))

    def report_restore_error(self, restore_error_data):
        self._call("restore/error", restore_error_data, "Runtime.AfterRestoreError")

    def _call(self, endpoint, error, error_type):
        from .lambda_runtime_marshaller import to_json

        body = to_json(error).encode("utf-8")
        head = ("POST " + PREFIX + endpoint + self._host + "Content-Type: application/json\r\n"
                "Lambda-Runtime-Function-Error-Type: " + error_type + "\r\nContent-Length: " + str(len(body)) + "\r\n\r\n")
        self._send(head.encode("utf-8"), body, b"")
        self._expect_accepted(head.encode("utf-8"))

    def _post(self, endpoint, body, content_type, invocation_id):
        head = ("POST " + PREFIX + endpoint + self._host + "Content-Type: " + content_type + "\r\nContent-Length: "
                + str(len(body)) + "\r\n")
        if invocation_id is not None:
            head += "Lambda-Runtime-Invocation-Id: " + invocation_id + "\r\n"
        self._posted = ((head + "\r\n").encode("utf-8"), body)

    def _expect_accepted(self, head):
        if self._start == self._end:
            self._receive_more()
        if self._accepted and self._buffer.obj.startswith(self._accepted, self._start, self._end):
            self._start += len(self._accepted)
            return
        buffer, start = self._buffer, self._start
        status, _, body = self._receive()
        if status // 100 == 2:
            self._accepted = buffer[start:self._start].tobytes() if buffer is self._buffer else b""
            return
        if status != 413:
            raise LambdaRuntimeClientError(head.split(b" ", 2)[1].decode(), status, bytes(body))
        # The caller has been told that the result is too large; this environment stays warm.
        sys.stdout.write("[ERROR] [%d] LAMBDA_RUNTIME Failed to post handler success response. Http response code: 413. %s\n"
                         % (time.time() * 1000, bytes(body).decode("utf-8", "replace")))

    def _send(self, head, body, tail):
        if len(body) < JOIN_LIMIT:
            self._socket.sendall(head + body + tail)
            return
        rest = [memoryview(part) for part in (head, body, tail) if part]
        while rest:
            sent = self._socket.sendmsg(rest)
            while rest and sent >= len(rest[0]):
                sent -= len(rest.pop(0))
            if sent:
                rest[0] = rest[0][sent:]

    def _receive(self):
        """Reads one answer: its status, its headers by lower-case name, its body."""
        split = self._buffer.obj.find(b"\r\n\r\n", self._start, self._end)
        while split < 0:
            self._receive_more()
            split = self._buffer.obj.find(b"\r\n\r\n", self._start, self._end)
        lines = str(self._buffer[self._start:split], "utf-8", "replace").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self._receive_body(split + 4, int(headers.get("content-length", 0)))
        return int(lines[0][9:12]), headers, body

    def _receive_more(self):
        if self._start == self._end:
            self._start = self._end = 0
        elif self._end == len(self._buffer):
            pending = self._buffer[self._start:self._end]
            buffer = memoryview(bytearray(max(len(self._buffer), 2 * len(pending))))
            buffer[:len(pending)] = pending
            self._buffer, self._start, self._end = buffer, 0, len(pending)
        count = self._socket.recv_into(self._buffer[self._end:])
        if not count:
            raise EOFError("the Runtime API closed the connection")
        self._end += count

    def _receive_body(self, start, length):
        end = start + length
        if end <= self._end:
            self._start = end
            return self._buffer[start:end].tobytes()
        body = memoryview(bytearray(length))
        position = self._end - start
        body[:position] = self._buffer[start:self._end]
        self._start = self._end = 0
        while position < length:
            count = self._socket.recv_into(body[position:])
            if not count:
                raise EOFError("the Runtime API closed the connection")
            position += count
        return body.obj
