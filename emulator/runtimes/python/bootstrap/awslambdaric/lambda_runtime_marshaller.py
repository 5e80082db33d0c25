"""Events in, results out: JSON with the rules of Lambda's Python runtime.

The official client uses simplejson: NaN and Infinity are allowed, a Decimal is written as its own text, a namedtuple as an
object, bytes as the text they hold; from python3.12 on non-ASCII text stays as it is. Most data takes the C accelerators of
the standard library, which write the same text; what they cannot write, and namedtuples, take json_encoder.py.
The json package itself is not imported: it costs 5-8 ms, most of it for regular expressions.
"""
import os

from _json import encode_basestring, encode_basestring_ascii, make_encoder, make_scanner

RAW_UNICODE = os.environ.get("AWS_EXECUTION_ENV") in {
    "AWS_Lambda_python3.12", "AWS_Lambda_python3.13", "AWS_Lambda_python3.14", "AWS_Lambda_python3.15"}

SCALARS = frozenset((str, int, float, bool, type(None)))


class FaultException(Exception):
    """An error of the function that the runtime itself finds; imported as lambda_runtime_exception.FaultException."""

    MARSHAL_ERROR = "Runtime.MarshalError"
    UNMARSHAL_ERROR = "Runtime.UnmarshalError"
    USER_CODE_SYNTAX_ERROR = "Runtime.UserCodeSyntaxError"
    HANDLER_NOT_FOUND = "Runtime.HandlerNotFound"
    IMPORT_MODULE_ERROR = "Runtime.ImportModuleError"
    BUILT_IN_MODULE_CONFLICT = "Runtime.BuiltInModuleConflict"
    MALFORMED_HANDLER_NAME = "Runtime.MalformedHandlerName"
    BEFORE_SNAPSHOT_ERROR = "Runtime.BeforeSnapshotError"
    AFTER_RESTORE_ERROR = "Runtime.AfterRestoreError"
    LAMBDA_CONTEXT_UNMARSHAL_ERROR = "Runtime.LambdaContextUnmarshalError"
    LAMBDA_RUNTIME_CLIENT_ERROR = "Runtime.LambdaRuntimeClientError"

    def __init__(self, exception_type, msg, trace=None):
        self.msg = msg
        self.exception_type = exception_type
        self.trace = trace


class _ScannerOptions:
    """What json.loads asks of the C scanner by default."""

    strict = True
    object_hook = object_pairs_hook = array_hook = parse_constant = None
    parse_float = float
    parse_int = int


def _default(value):
    if isinstance(value, bytes):
        return str(value, "utf-8")
    raise TypeError


_scan = make_scanner(_ScannerOptions)
_open_containers = {}  # by which the encoder notices a circle
_encode = make_encoder(_open_containers, _default, encode_basestring if RAW_UNICODE else encode_basestring_ascii, None,
                       ": ", ", ", False, False, True)


def _has_namedtuple(value):
    """Whether a namedtuple is in `value`, known to be free of circles: the C encoder writes it as a list."""
    containers = [value]
    for container in containers:
        if isinstance(container, dict):
            container = container.values()
        elif isinstance(container, tuple) and hasattr(container, "_asdict"):
            return True
        elif not isinstance(container, (list, tuple)):
            continue
        if not SCALARS.issuperset(map(type, container)):
            containers += [item for item in container if type(item) not in SCALARS]
    return False


def to_json(obj):
    """`obj` as JSON text, with the exceptions of the official client when it cannot be written."""
    try:
        text = "".join(_encode(obj, 0))
        if type(obj) in SCALARS or not _has_namedtuple(obj):
            return text
    except Exception:  # the complete encoder can write it, or words why not
        _open_containers.clear()
    from .json_encoder import encode

    return encode(obj, RAW_UNICODE)


def _loads(text):
    start = 0 if text[:1] in '{["' else len(text) - len(text.lstrip(" \t\n\r"))
    try:
        value, end = _scan(text, start)
    except StopIteration:
        end = -1
    if end < 0 or (end != len(text) and text[end:].strip(" \t\n\r")):
        import json

        return json.loads(text)  # raises, with the position
    return value


class LambdaMarshaller:
    def unmarshal_request(self, request, content_type="application/json"):
        if content_type != "application/json":
            return bytes(request)
        try:
            return _loads(str(request, "utf-8"))
        except Exception as e:
            raise FaultException(FaultException.UNMARSHAL_ERROR, "Unable to unmarshal input: {}".format(str(e)))

    def marshal_response(self, response):
        if isinstance(response, bytes):
            return response, "application/unknown"
        try:
            return to_json(response), "application/json"
        except Exception as e:
            raise FaultException(FaultException.MARSHAL_ERROR, "Unable to marshal response: {}".format(str(e)))
