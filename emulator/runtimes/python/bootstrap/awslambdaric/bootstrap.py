"""Init and the invoke loop of Lambda's Python runtime: docs.aws.amazon.com/lambda/latest/dg/python-handler.html.

The frames of this file are cut from the front of stack traces by its name, as the official client does, and error trackers
wrap handle_event_request and LambdaRuntimeClient by these names. What only errors, logging or packages outside the bundle
need lies in modules imported when the need comes.
"""
import os
import sys

import _frozen_importlib

from . import search_path
from .lambda_context import LambdaContext
from .lambda_runtime_client import LambdaRuntimeClient
from .lambda_runtime_marshaller import FaultException

_GLOBAL_AWS_REQUEST_ID = None
_GLOBAL_TENANT_ID = None
_log_sink = None


class Unbuffered:
    """A text stream that flushes after each write, so that output is in order and none is lost when the process ends."""

    def __init__(self, stream):
        self.stream = stream

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, exc_tb):
        pass

    def __getattr__(self, attr):
        return getattr(self.stream, attr)

    def write(self, msg):
        self.stream.write(msg)
        self.stream.flush()

    def writelines(self, msgs):
        self.stream.writelines(msgs)
        self.stream.flush()


class StandardLogSink:
    """Log records on plain stdout; \\r joins the lines of an error so that it stays one record."""

    def log(self, msg, frame_type=None):
        sys.stdout.write(msg)

    def log_error(self, message_lines):
        sys.stdout.write("\r".join(message_lines) + "\n")

    def notice(self, text):
        sys.stderr.write("lambdalocal: %s\n" % text)


def log_sink():
    """Where log records go: the telemetry descriptor when the platform gives one, else stdout."""
    global _log_sink
    if _log_sink is None:
        descriptor = os.environ.pop("_LAMBDA_TELEMETRY_LOG_FD", None)
        if descriptor is None:
            _log_sink = StandardLogSink()
        else:
            from .framed_log_sink import FramedTelemetryLogSink

            _log_sink = FramedTelemetryLogSink(descriptor)
    return _log_sink


def _get_handler(handler):
    modname, dot, fname = handler.rpartition(".")
    if not dot:
        raise FaultException(FaultException.MALFORMED_HANDLER_NAME,
                             "Bad handler '{}': not enough values to unpack (expected 2, got 1)".format(handler))
    if modname.split(".")[0] in sys.builtin_module_names:
        raise FaultException(FaultException.BUILT_IN_MODULE_CONFLICT,
                             "Cannot use built-in module {} as a handler module".format(modname))
    try:
        m = _import_module(modname.replace("/", "."))
    except ImportError as e:
        from . import hints

        hints.after_import_error(e)
        raise FaultException(FaultException.IMPORT_MODULE_ERROR,
                             "Unable to import module '{}': {}".format(modname, str(e)))
    except SyntaxError as e:
        trace = ['  File "%s" Line %s\n    %s' % (e.filename, e.lineno, e.text)]
        raise FaultException(FaultException.USER_CODE_SYNTAX_ERROR,
                             "Syntax error in module '{}': {}".format(modname, str(e)), trace)
    try:
        return getattr(m, fname)
    except AttributeError:
        from . import hints

        hints.after_missing_handler(fname, modname, m)
        raise FaultException(FaultException.HANDLER_NOT_FOUND,
                             "Handler '{}' missing on module '{}'".format(fname, modname))


def _import_module(name):
    """importlib.import_module without importing importlib; errors.py puts its frame back into stack traces."""
    if not name or name[0] == ".":
        import importlib

        return importlib.import_module(name)
    return _frozen_importlib._gcd_import(name)


def handle_event_request(lambda_runtime_client, request_handler, invoke_id, event_body, content_type,
                         client_context_json, cognito_identity_json, invoked_function_arn, epoch_deadline_time_in_ms,
                         tenant_id, log_sink, invocation_id=None):
    try:
        lambda_context = create_lambda_context(client_context_json, cognito_identity_json, epoch_deadline_time_in_ms,
                                               invoke_id, invoked_function_arn, tenant_id)
        event = lambda_runtime_client.marshaller.unmarshal_request(event_body, content_type)
        response = request_handler(event, lambda_context)
        result, result_content_type = lambda_runtime_client.marshaller.marshal_response(response)
    except Exception:
        errors = own_module("errors")
        error_result = errors.describe(sys.exc_info(), invoke_id)
    else:
        lambda_runtime_client.post_invocation_result(invoke_id, result, result_content_type, invocation_id)
        return
    errors.log_error(error_result, log_sink)
    lambda_runtime_client.post_invocation_error(invoke_id, errors.to_json(error_result), None, invocation_id)


def create_lambda_context(client_context_json, cognito_identity_json, epoch_deadline_time_in_ms, invoke_id,
                          invoked_function_arn, tenant_id):
    client_context = cognito_identity = None
    if client_context_json:
        client_context = parse_json_header(client_context_json, "Client Context")
    if cognito_identity_json:
        cognito_identity = parse_json_header(cognito_identity_json, "Cognito Identity")
    return LambdaContext(invoke_id, client_context, cognito_identity, epoch_deadline_time_in_ms, invoked_function_arn,
                         tenant_id)


def parse_json_header(header, name):
    import json

    try:
        return json.loads(header)
    except Exception as e:
        raise FaultException(FaultException.LAMBDA_CONTEXT_UNMARSHAL_ERROR,
                             "Unable to parse {} JSON: {}".format(name, str(e)))


def own_module(name):
    """A module of this package that is needed now."""
    full_name = __package__ + "." + name
    if full_name not in sys.modules:
        _frozen_importlib._gcd_import(full_name)
    return sys.modules[full_name]


def _fail_init(error_result, sink, lambda_runtime_client):
    errors = own_module("errors")
    errors.warn_unhandled_exception()
    errors.log_error(error_result, sink)
    lambda_runtime_client.post_init_error(error_result)
    sys.exit(1)


def run(handler, lambda_runtime_client):
    global _GLOBAL_AWS_REQUEST_ID, _GLOBAL_TENANT_ID
    sys.stdout = Unbuffered(sys.stdout)
    sys.stderr = Unbuffered(sys.stderr)
    sink = log_sink()
    error_result = None
    try:
        if os.environ.get("AWS_EXECUTION_ENV") == "AWS_Lambda_python3.15":
            own_module("errors").warn_preview_runtime()
        request_handler = _get_handler(handler)
    except Exception:
        error_result = own_module("errors").describe(sys.exc_info(), None)
    search_path.name_outside_modules()
    if error_result is not None:
        _fail_init(error_result, sink, lambda_runtime_client)
    if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
        own_module("snap_start").on_init_complete(lambda_runtime_client, sink)

    environ = os.environ
    while True:
        try:
            request = lambda_runtime_client.wait_next_invocation()
        except (EOFError, ConnectionError):
            sys.exit(1)  # the platform is gone: nobody is left to tell
        _GLOBAL_AWS_REQUEST_ID = request.invoke_id
        _GLOBAL_TENANT_ID = request.tenant_id
        if request.x_amzn_trace_id is not None:
            environ["_X_AMZN_TRACE_ID"] = request.x_amzn_trace_id
        elif "_X_AMZN_TRACE_ID" in environ:
            del environ["_X_AMZN_TRACE_ID"]
        handle_event_request(
            lambda_runtime_client, request_handler, request.invoke_id, request.event_body, request.content_type,
            request.client_context, request.cognito_identity, request.invoked_function_arn,
            request.deadline_time_in_ms, request.tenant_id, sink, request.invocation_id)
        search_path.name_outside_modules()
        _flush_output()


def _flush_output():
    """What was written below the text streams (sys.stdout.buffer) belongs to the invocation that wrote it."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except Exception:
        pass  # the function has closed or replaced them


def main(settings):
    client = LambdaRuntimeClient(os.environ["AWS_LAMBDA_RUNTIME_API"])
    search_path.arrange(settings)
    run(os.environ["_HANDLER"], client)
