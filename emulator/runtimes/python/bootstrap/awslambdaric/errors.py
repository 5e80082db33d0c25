"""What a failed init or invocation becomes: the error payload, the log record, the warnings. Imported at the first error."""
import os
import sys
import time
import traceback

from .lambda_runtime_marshaller import FaultException, to_json

_PACKAGE = os.path.dirname(__file__) + os.sep
_JSON_FORMAT = (os.environ.get("AWS_LAMBDA_LOG_FORMAT") or "").upper() == "JSON"

UNHANDLED_EXCEPTION_WARNING = (
    "LAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code. "
    "However, in rare cases, a Lambda runtime update can cause unexpected function behavior. "
    "For functions using managed runtimes, runtime updates can be triggered by a function change, or can be applied "
    "automatically. To determine if the runtime has been updated, check the runtime version in the INIT_START log entry. "
    "If this error correlates with a change in the runtime version, you may be able to mitigate this error by temporarily "
    "rolling back to the previous runtime version. "
    "For more information, see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html\r")
PREVIEW_WARNING = (
    "LAMBDA_WARNING: This is a preview runtime version and should not be used for production workloads. "
    "For further information and to provide feedback, see https://docs.%s/lambda/latest/dg/lambda-runtimes.html\r")


def describe(exc_info, invoke_id):
    """The error payload of an exception; `invoke_id` is None during init."""
    error_type, error, trace = exc_info
    if isinstance(error, FaultException):
        return make_error(error.msg, error.exception_type, error.trace, invoke_id)
    if isinstance(error, ImportError):
        from .hints import after_import_error

        after_import_error(error)
    return make_error(str(error), error_type.__name__, traceback.format_list(_frames_of_user(trace)), invoke_id)


def make_error(error_message, error_type, stack_trace, invoke_id=None):
    result = {"errorMessage": error_message or "", "errorType": error_type or "", "requestId": invoke_id or "",
              "stackTrace": stack_trace or []}
    if os.environ.get("AWS_EXECUTION_ENV") == "AWS_Lambda_python3.8":
        del result["requestId"]
    return result


def _frames_of_user(trace):
    """The stack without the frames of the runtime at its front; the whole stack when it has no others."""
    frames = [(frame.filename, frame.lineno, frame.name, frame.line) for frame in traceback.extract_tb(trace)]
    for index, frame in enumerate(frames):
        if "/bootstrap.py" not in frame[0]:
            imported = index and frames[index - 1][2] == "_import_module"
            return ([_import_module_frame()] if imported and frame[2] == "_gcd_import" else []) + frames[index:]
    return frames


def _import_module_frame():
    """The frame of importlib.import_module, which the official client calls and we go round."""
    import importlib
    import linecache

    code = importlib.import_module.__code__
    if hasattr(code, "co_lines"):
        lines = [line for _, _, line in code.co_lines() if line]
    else:
        import dis

        lines = [line for _, line in dis.findlinestarts(code)]
    return code.co_filename, max(lines), "import_module", linecache.getline(code.co_filename, max(lines)).strip()


def log_error(error_result, log_sink):
    if _JSON_FORMAT:
        record = {"timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "level": "ERROR"}
        record.update(error_result)
        log_sink.log_error([to_json(record)])
        return
    error_type, message = error_result["errorType"], error_result["errorMessage"]
    description = "[ERROR]"
    if error_type:
        description += " " + error_type + (":" if message else "")
    if message:
        description += " " + message
    lines = [description, "Traceback (most recent call last):"]
    for element in error_result["stackTrace"]:
        lines += [_with_no_break_indent(line) for line in element.splitlines()] if element else [""]
    log_sink.log_error(lines)


def _with_no_break_indent(line):
    text = line.lstrip(" ")
    return "\u00a0" * (len(line) - len(text)) + text


def warn_unhandled_exception():
    import logging

    logging.warning(UNHANDLED_EXCEPTION_WARNING)


def warn_preview_runtime():
    if not os.environ.get("LAMBDA_DISABLE_PREVIEW_WARN"):
        import logging

        china = os.environ.get("AWS_REGION", "").startswith("cn-")
        logging.warning(PREVIEW_WARNING % ("amazonaws.cn" if china else "aws.amazon.com"))
