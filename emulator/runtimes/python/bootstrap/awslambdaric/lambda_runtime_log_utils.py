"""The root logger of Lambda's Python runtime: docs.aws.amazon.com/lambda/latest/dg/python-logging.html.

set_up() runs as soon as `logging` has been imported, before the code that imported it goes on: the root logger has its
handler when the function asks for it, which is why logging.basicConfig() does nothing on Lambda.
"""
import logging
import os
import time

from . import bootstrap

DATE_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
TEXT_FORMAT = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
TEXT_FRAME, JSON_FRAME = 0xA55A0003, 0xA55A0002
# Attributes of a record that are not the function's own `extra` ones.
_RESERVED = frozenset((
    "name", "msg", "args", "levelname", "levelno", "pathname", "filename", "module", "exc_info", "exc_text",
    "stack_info", "lineno", "funcName", "created", "msecs", "relativeCreated", "thread", "threadName", "processName",
    "process", "aws_request_id", "tenant_id", "_frame_type"))


def _tens(record):
    """The standard level at or below the record's, 0 to 50."""
    return min(50, max(0, record.levelno)) // 10 * 10


def _frame_type(base, level):
    """The frame's type with its level: DEBUG is 2 ... CRITICAL is 6, in bits 2 to 4."""
    return (base | (level // 10 + 1 << 2 if level else 0)).to_bytes(4, "big")


class LambdaLoggerHandler(logging.Handler):
    def __init__(self, log_sink):
        logging.Handler.__init__(self)
        self.log_sink = log_sink

    def emit(self, record):
        self.log_sink.log(self.format(record))


class LambdaLoggerHandlerWithFrameType(logging.Handler):
    def __init__(self, log_sink):
        logging.Handler.__init__(self)
        self.log_sink = log_sink

    def emit(self, record):
        text = self.format(record)
        self.log_sink.log(text, frame_type=getattr(record, "_frame_type", None)
                          or _frame_type(TEXT_FRAME, _tens(record)))


class LambdaLoggerFilter(logging.Filter):
    def filter(self, record):
        record.aws_request_id = bootstrap._GLOBAL_AWS_REQUEST_ID or ""
        record.tenant_id = bootstrap._GLOBAL_TENANT_ID
        return True


def _format_tb(trace):
    import traceback

    return traceback.format_tb(trace)


class JsonFormatter(logging.Formatter):
    def __init__(self):
        import json

        logging.Formatter.__init__(self, datefmt=DATE_FORMAT)
        self._encode = json.JSONEncoder(ensure_ascii=False, default=str).encode

    def format(self, record):
        record.levelno = _tens(record)
        record.levelname = logging.getLevelName(record.levelno)
        record._frame_type = _frame_type(JSON_FRAME, record.levelno)
        error_type, error, trace = record.exc_info or (None, None, None)
        result = {
            "timestamp": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "message": record.msg if isinstance(record.msg, dict) and not record.args else record.getMessage(),
            "logger": record.name,
            "stackTrace": _format_tb(trace) if record.exc_info else None,
            "errorType": error_type.__name__ if record.exc_info else None,
            "errorMessage": str(error) if record.exc_info else None,
            "requestId": getattr(record, "aws_request_id", None),
            "location": "%s:%s:%s" % (record.pathname, record.funcName, record.lineno) if record.exc_info else None,
        }
        tenant_id = getattr(record, "tenant_id", None)
        if tenant_id is not None:
            result["tenantId"] = tenant_id
        for key, value in record.__dict__.items():
            if key not in _RESERVED and key not in result:
                result[key] = value
        return self._encode({key: value for key, value in result.items() if value is not None}) + "\n"


def set_up():
    logging.Formatter.converter = time.gmtime
    json_format = (os.environ.get("AWS_LAMBDA_LOG_FORMAT") or "").upper() == "JSON"
    level = (os.environ.get("AWS_LAMBDA_LOG_LEVEL") or "")
    level = "DEBUG" if level == "TRACE" else level.upper()
    with_frame_type = json_format or level
    handler = (LambdaLoggerHandlerWithFrameType if with_frame_type else LambdaLoggerHandler)(bootstrap.log_sink())
    handler.setFormatter(JsonFormatter() if json_format else logging.Formatter(TEXT_FORMAT, "%Y-%m-%dT%H:%M:%S"))
    logger = logging.getLogger()
    if level in logging._nameToLevel:
        logger.setLevel(level)
    handler.addFilter(LambdaLoggerFilter())
    logger.addHandler(handler)
