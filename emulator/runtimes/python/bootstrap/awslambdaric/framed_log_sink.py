"""Log records framed on the telemetry descriptor: type (4 bytes), length (4), microseconds (8), text; big-endian.

One write per record. In the emulator the descriptor is stdout's pipe, so records and printed text keep their order.
"""
import os
import time

TEXT = 0xA55A0003
ERROR_LEVEL = 5 << 2
NOTICE = 0xA55A0001  # our own kind: what we tell the person who runs the function


class FramedTelemetryLogSink:
    def __init__(self, descriptor):
        self.fd = int(descriptor)
        os.set_inheritable(self.fd, False)
        json_format = (os.environ.get("AWS_LAMBDA_LOG_FORMAT") or "").upper() == "JSON"
        self.error_frame_type = ((TEXT - json_format) | ERROR_LEVEL).to_bytes(4, "big")

    def log(self, msg, frame_type=None):
        message = msg.encode("utf8")
        frame = b"".join(((frame_type or TEXT.to_bytes(4, "big")), len(message).to_bytes(4, "big"),
                          (time.time_ns() // 1000).to_bytes(8, "big"), message))
        written = os.write(self.fd, frame)
        while written < len(frame):
            frame = frame[written:]
            written = os.write(self.fd, frame)

    def notice(self, text):
        self.log(text, NOTICE.to_bytes(4, "big"))

    def log_error(self, message_lines):
        self.log("\n".join(message_lines), self.error_frame_type)
