"""A small Lambda Runtime API server that starts one runtime process and records all it does.

The conformance tests run the same handler through our embedded bootstrap and through AWS's official runtime interface
client and compare what this server saw. It is not the emulator: no limits, no state machine beyond what clients need.
Standard library only; Python 3.8 or newer. The API is described in README.md next to this file.
"""
import os
import signal
import socket
import struct
import subprocess
import threading
import time
import uuid

PREFIX = "/2018-06-01"
FRAME_MAGIC_TEXT = 0xA55A0003
FRAME_MAGIC_JSON = 0xA55A0002
LEVELS = {0: None, 1: "TRACE", 2: "DEBUG", 3: "INFO", 4: "WARN", 5: "ERROR", 6: "FATAL"}


class Frame:
    """One log record: `kind` is "plain" (bytes written to stdout as they are), "text" or "json" (framed)."""

    def __init__(self, kind, level, timestamp_us, data):
        self.kind, self.level, self.timestamp_us, self.data = kind, level, timestamp_us, data

    def __repr__(self):
        return "Frame(%r, %r, %r)" % (self.kind, self.level, self.data)


def decode_log_stream(data):
    """Splits bytes that mix plain output and frames into Frames, in order."""
    frames, plain, position = [], bytearray(), 0

    def end_plain():
        if plain:
            frames.append(Frame("plain", None, None, bytes(plain)))
            plain.clear()

    while position < len(data):
        found = data.find(b"\xa5\x5a\x00", position)
        if found < 0 or found + 16 > len(data):
            plain += data[position:]
            break
        plain += data[position:found]
        kind, length, timestamp = struct.unpack(">IIQ", data[found:found + 16])
        end_plain()
        name = {FRAME_MAGIC_TEXT & 3: "text", 1: "notice"}.get(kind & 3, "json")
        frames.append(Frame(name, LEVELS.get((kind >> 2) & 7), timestamp, data[found + 16:found + 16 + length]))
        position = found + 16 + length
    end_plain()
    return frames


class Outcome:
    """How one invocation (or the init phase) ended.

    kind: "response", "error" (POST .../error), "init_error", "exit" (the process ended), "timeout" (nothing in time);
    body, headers (lower-case names), trailers (lower-case names), chunks (the pieces of a chunked body as they came);
    returncode when the process has ended (negative: a signal), else None; seconds: hand-out to answer.
    """

    def __init__(self, kind, body=b"", headers=None, trailers=None, chunks=None, returncode=None, seconds=None):
        self.kind, self.body, self.returncode, self.seconds = kind, body, returncode, seconds
        self.headers, self.trailers, self.chunks = headers or {}, trailers or {}, chunks or []

    def __repr__(self):
        return "Outcome(%s, %r, returncode=%r)" % (self.kind, self.body[:200], self.returncode)


class _Reader:
    """Buffered reading of one connection."""

    def __init__(self, connection):
        self.connection, self.buffer = connection, bytearray()

    def _more(self):
        data = self.connection.recv(1 << 18)
        if not data:
            raise EOFError
        self.buffer += data

    def until(self, mark):
        while True:
            found = self.buffer.find(mark)
            if found >= 0:
                taken = bytes(self.buffer[:found])
                del self.buffer[:found + len(mark)]
                return taken
            self._more()

    def exactly(self, count):
        while len(self.buffer) < count:
            self._more()
        taken = bytes(self.buffer[:count])
        del self.buffer[:count]
        return taken

    @staticmethod
    def parse_headers(lines):
        headers = {}
        for line in lines:
            name, _, value = line.partition(b":")
            headers[name.strip().lower().decode("latin-1")] = value.strip().decode("latin-1")
        return headers

    def request(self):
        lines = self.until(b"\r\n\r\n").split(b"\r\n")
        method, path, _ = lines[0].decode("latin-1").split(" ", 2)
        headers = self.parse_headers(lines[1:])
        if headers.get("expect", "").lower() == "100-continue":
            self.connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        chunks, trailers = [], {}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            while True:
                size = int(self.until(b"\r\n").split(b";")[0], 16)
                if size == 0:
                    break
                chunks.append(self.exactly(size))
                self.exactly(2)
            trailer_lines = []
            while True:
                line = self.until(b"\r\n")
                if not line:
                    break
                trailer_lines.append(line)
            trailers = self.parse_headers(trailer_lines)
        elif headers.get("content-length"):
            chunks.append(self.exactly(int(headers["content-length"])))
        return method, path, headers, b"".join(chunks), chunks, trailers


class RuntimeApiServer:
    """Serves the Runtime API on 127.0.0.1 to one runtime. Thread-safe."""

    def __init__(self):
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(64)
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]
        self._changed = threading.Condition()
        self._current = None       # [request id, headers, body, start] handed out or to hand out
        self._outcome = None
        self._closed = False
        self.next_calls = 0        # how many polls have come
        self.first_next = None     # time.perf_counter() of the first
        self.init_outcome = None   # the Outcome of POST init/error
        self.requests = []         # (method, path, headers) of every request, in order
        self.response_status = None  # answers POST .../response with this status instead of 202, e.g. 413, once
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def close(self):
        with self._changed:
            if self._closed:
                return
            self._closed = True
            self._changed.notify_all()
        # Only then is the descriptor free: a thread that still waits on it would, after a stop of the process, wait on the
        # listener that has this number next, and take its connections.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._listener.close()

    def wait(self, condition, timeout):
        """Waits until condition() holds (checked whenever something happens); False when it does not in time."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    def notify(self):
        with self._changed:
            self._changed.notify_all()

    def submit(self, request_id, headers, body):
        with self._changed:
            self._outcome = None
            self._current = [request_id, headers, body, None]
            self._changed.notify_all()

    @property
    def outcome(self):
        return self._outcome

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        reader = _Reader(connection)
        try:
            while True:
                answer = self._answer(*reader.request())
                if answer is None:
                    return
                connection.sendall(answer)
        except (EOFError, OSError):
            pass
        finally:
            connection.close()

    def _answer(self, method, path, headers, body, chunks, trailers):
        with self._changed:
            self.requests.append((method, path, headers))
        if path == PREFIX + "/runtime/invocation/next" and method == "GET":
            return self._next()
        if path == PREFIX + "/runtime/init/error" and method == "POST":
            with self._changed:
                self.init_outcome = Outcome("init_error", body, headers, trailers, chunks)
                self._changed.notify_all()
            return self._status("202 Accepted", b'{"status":"OK"}\n')
        parts = path[len(PREFIX):].strip("/").split("/")
        if method == "POST" and len(parts) == 4 and parts[:2] == ["runtime", "invocation"]:
            return self._finish(parts[2], parts[3], headers, body, chunks, trailers)
        return self._status("404 Not Found", b"404 page not found\n", "text/plain")

    def _finish(self, request_id, verb, headers, body, chunks, trailers):
        with self._changed:
            if not self._current or self._current[0] != request_id:
                return self._status("400 Bad Request",
                                    b'{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}\n')
            seconds = time.perf_counter() - (self._current[3] or time.perf_counter())
            self._outcome = Outcome(verb, body, headers, trailers, chunks, seconds=seconds)
            self._current = None
            self._changed.notify_all()
            refused, self.response_status = self.response_status, None
        if refused and verb == "response":
            return self._status("%d Refused" % refused, b'{"errorMessage":"refused","errorType":"Refused"}\n')
        return self._status("202 Accepted", b'{"status":"OK"}\n')

    def _next(self):
        with self._changed:
            self.next_calls += 1
            if self.first_next is None:
                self.first_next = time.perf_counter()
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._closed or self._current)
            if self._closed:
                return None
            request_id, headers, body, _ = self._current
            self._current[3] = time.perf_counter()
        head = ["HTTP/1.1 200 OK", "Content-Length: %d" % len(body)]
        head += ["%s: %s" % item for item in headers.items()]
        return ("\r\n".join(head) + "\r\n\r\n").encode("utf-8") + body

    @staticmethod
    def _status(status, body, content_type="application/json"):
        return ("HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                % (status, content_type, len(body))).encode() + body


class Session:
    """One runtime process with its Runtime API server.

    command: argv; environment: the complete environment of the process (base_environment() helps), to which
    AWS_LAMBDA_RUNTIME_API is added; cwd: the task root; telemetry: None (plain stdout), "stdout" (the frames go into
    the same pipe as stdout, as the emulator does) or "pipe" (a pipe of their own).
    """

    def __init__(self, command, environment, cwd, telemetry=None):
        self.server = RuntimeApiServer()
        environment = dict(environment, AWS_LAMBDA_RUNTIME_API=self.server.address)
        self._output, self._readers = {}, []
        out_read, out_write = os.pipe()
        error_read, error_write = os.pipe()
        to_close, keep = [out_write, error_write], []
        if telemetry == "stdout":
            keep.append(os.dup(out_write))
        elif telemetry == "pipe":
            frames_read, frames_write = os.pipe()
            keep.append(frames_write)
            self._collect("frames", frames_read)
        if keep:
            environment["_LAMBDA_TELEMETRY_LOG_FD"] = str(keep[0])
        self.started = time.perf_counter()
        self.process = subprocess.Popen(command, env=environment, cwd=cwd, stdin=subprocess.DEVNULL, stdout=out_write,
                                        stderr=error_write, pass_fds=keep, start_new_session=True)
        for descriptor in to_close + keep:
            os.close(descriptor)
        self._collect("stdout", out_read)
        self._collect("stderr", error_read)
        threading.Thread(target=self._wait_process, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def _collect(self, name, descriptor):
        self._output[name] = bytearray()

        def read():
            with os.fdopen(descriptor, "rb", buffering=0) as stream:
                while True:
                    data = stream.read(1 << 16)
                    if not data:
                        return
                    self._output[name] += data

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        self._readers.append(thread)

    def _wait_process(self):
        self.process.wait()
        self.server.notify()

    def wait_for_init(self, timeout=90):
        """The end of the init phase: "next" (the runtime polls), "init_error" (posted), "exit" or "timeout"."""
        server, process = self.server, self.process
        server.wait(lambda: server.next_calls or server.init_outcome or process.returncode is not None, timeout)
        if server.init_outcome:
            return "init_error"
        if server.next_calls:
            return "next"
        return "exit" if process.returncode is not None else "timeout"

    @property
    def init_seconds(self):
        """From the spawn to the first poll."""
        return self.server.first_next - self.started

    def invoke(self, event, headers=None, timeout=90, deadline=3.0, request_id=None):
        """Hands out one event (bytes, or str) and returns its Outcome; a header set to None is left out."""
        request_id = request_id or str(uuid.uuid4())
        body = event.encode("utf-8") if isinstance(event, str) else event
        all_headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": request_id,
            "Lambda-Runtime-Deadline-Ms": str(int((time.time() + deadline) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:123456789012:function:fn",
            "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
        }
        all_headers.update(headers or {})
        all_headers = {name: value for name, value in all_headers.items() if value is not None}
        server, process = self.server, self.process
        polls = server.next_calls
        server.submit(request_id, all_headers, body)
        server.wait(lambda: server.outcome or process.returncode is not None or server.init_outcome, timeout)
        if server.outcome:
            # the invoke phase ends with the next poll, or with the process
            waiting = 1 if polls else 2
            server.wait(lambda: server.next_calls >= polls + waiting or process.returncode is not None, timeout)
            server.outcome.returncode = process.returncode
            return server.outcome
        if process.returncode is not None or server.init_outcome:
            return server.init_outcome or Outcome("exit", returncode=process.returncode)
        return Outcome("timeout")

    def wait_for_exit(self, timeout=20):
        """The return code of the process, or None when it is still running after `timeout`."""
        self.server.wait(lambda: self.process.returncode is not None, timeout)
        return self.process.returncode

    def signal(self, number):
        os.kill(self.process.pid, number)

    def stop(self):
        """Ends the process (its whole group) and collects all it wrote."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        self.process.wait()
        for thread in self._readers:
            thread.join(2)
        self.server.close()

    @property
    def stdout(self):
        """All bytes of stdout; complete after stop() or the end of the process."""
        return bytes(self._output["stdout"])

    @property
    def stderr(self):
        return bytes(self._output["stderr"])

    @property
    def frames(self):
        """The records of the telemetry descriptor (mixed with plain output when it is stdout's pipe)."""
        return [frame for frame in self._all_frames() if frame.kind != "notice"]

    @property
    def notices(self):
        """What a bootstrap of ours tells the person who runs the function: no part of the log. Bytes, a line each."""
        return b"".join(frame.data + b"\n" for frame in self._all_frames() if frame.kind == "notice")

    def _all_frames(self):
        return decode_log_stream(bytes(self._output.get("frames", self._output["stdout"])))


def base_environment(task_root, runtime, handler, runtime_directory, **more):
    """The variables Lambda sets (reference 3.1) for a function "fn"; `runtime` is an id such as "python3.12"."""
    environment = {
        "AWS_LAMBDA_FUNCTION_NAME": "fn", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/fn",
        "AWS_LAMBDA_LOG_STREAM_NAME": "2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef",
        "AWS_EXECUTION_ENV": "AWS_Lambda_" + runtime, "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
        "_HANDLER": handler, "LAMBDA_TASK_ROOT": str(task_root), "LAMBDA_RUNTIME_DIR": str(runtime_directory),
        "LANG": "en_US.UTF-8", "TZ": ":UTC", "PATH": "/usr/local/bin:/usr/bin:/bin", "PWD": str(task_root),
    }
    environment.update(more)
    return environment


__all__ = ["Frame", "Outcome", "RuntimeApiServer", "Session", "base_environment", "decode_log_stream"]
