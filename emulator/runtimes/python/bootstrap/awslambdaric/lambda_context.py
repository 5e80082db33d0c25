"""The context object a handler gets: docs.aws.amazon.com/lambda/latest/dg/python-context.html."""
import os
import sys
import time

W3C_ALLOWED_FIELDS = ("traceparent", "tracestate", "baggage")

_VARIABLES = (b"AWS_LAMBDA_LOG_GROUP_NAME", b"AWS_LAMBDA_LOG_STREAM_NAME", b"AWS_LAMBDA_FUNCTION_NAME",
              b"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", b"AWS_LAMBDA_FUNCTION_VERSION")
_environment = os.environ._data  # read per invocation, as the official client does, but decoded only when changed
_raw, _decoded = None, None


def _from_environment():
    global _raw, _decoded
    raw = [_environment.get(name) for name in _VARIABLES]
    if raw != _raw:
        _decoded = tuple(None if value is None else os.fsdecode(value) for value in raw)
        _raw = raw
    return _decoded


class _Fields:
    """An object with the attributes __slots__, filled from a dict; what the dict does not have is None."""

    __slots__ = ()

    def __init__(self, values):
        for name in self.__slots__:
            setattr(self, name, values.get(name))

    def __repr__(self):
        return "%s([%s])" % (type(self).__name__, ",".join("%s=%s" % (n, getattr(self, n)) for n in self.__slots__))


class CognitoIdentity(_Fields):
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")

    def __init__(self, identity=None):
        identity = identity or {}
        self.cognito_identity_id = identity.get("cognitoIdentityId")
        self.cognito_identity_pool_id = identity.get("cognitoIdentityPoolId")


class Client(_Fields):
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


class ClientContext(_Fields):
    __slots__ = ("custom", "env", "client")

    def __init__(self, values):
        _Fields.__init__(self, values)
        if self.client is not None:
            self.client = Client(self.client)


class LambdaContext:
    def __init__(self, invoke_id, client_context, cognito_identity, epoch_deadline_time_in_ms,
                 invoked_function_arn=None, tenant_id=None):
        self.aws_request_id = invoke_id
        (self.log_group_name, self.log_stream_name, self.function_name, self.memory_limit_in_mb,
         self.function_version) = _from_environment()
        self.invoked_function_arn = invoked_function_arn
        self.tenant_id = tenant_id
        self._w3c_fields = _take_w3c(client_context) if client_context else {}
        self.client_context = None if client_context is None else ClientContext(client_context)
        self.identity = CognitoIdentity(cognito_identity)
        self._epoch_deadline_time_in_ms = epoch_deadline_time_in_ms

    def get_remaining_time_in_millis(self):
        remaining = self._epoch_deadline_time_in_ms - int(time.time() * 1000)
        return remaining if remaining > 0 else 0

    def w3c(self):
        return dict(self._w3c_fields)

    def log(self, msg):
        text = str(msg)
        if "logging" in sys.modules:
            for handler in sys.modules["logging"].getLogger().handlers:
                if hasattr(handler, "log_sink"):
                    handler.log_sink.log(text)
                    return
            sys.stdout.write(text)
        else:
            from .bootstrap import log_sink

            log_sink().log(text)

    def __repr__(self):
        names = ("aws_request_id", "log_group_name", "log_stream_name", "function_name", "memory_limit_in_mb",
                 "function_version", "invoked_function_arn", "client_context", "identity", "tenant_id")
        return "%s([%s])" % (type(self).__name__, ",".join("%s=%s" % (n, getattr(self, n)) for n in names))


def _take_w3c(client_context):
    """Takes the W3C trace context out of the client context; only its known text fields count."""
    values = client_context.pop("w3c", None) if isinstance(client_context, dict) else None
    if not isinstance(values, dict):
        return {}
    return {name: values[name] for name in W3C_ALLOWED_FIELDS if isinstance(values.get(name), str)}
