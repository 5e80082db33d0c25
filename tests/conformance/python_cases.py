"""The corpus of python_conformance.py: which function runs with which events, and how the outcome is compared.

A Scenario is one process that gets its events one after the other; each event is a case. What ends the process must come last.
"""
import json
import os

SAMPLES = os.path.join(os.path.dirname(__file__), "..", "..", "fixtures", "events")


class Scenario:
    """`events` is {case name: event} in order; an event is a value, bytes (sent as they are) or (value, headers).

    environment: variables of the function; runtime: the id to claim, else that of the interpreter; telemetry: None for
    plain stdout, "stdout" for framed records; since: the oldest interpreter it is for; opt: the function's layers, a dict
    {path: text} laid out under /opt; response_status: the answer to the first response; known: why the clients are meant to
    differ, printed when they do.
    """

    def __init__(self, name, function, handler, events, environment=None, runtime=None, telemetry="stdout",
                 since=(3, 8), opt=None, response_status=None, known=None):
        self.name, self.function, self.handler, self.events = name, function, handler, events
        self.environment, self.runtime, self.telemetry = environment or {}, runtime, telemetry
        self.since, self.opt, self.response_status, self.known = since, opt, response_status, known


def do(*names):
    return {name: {"do": name} for name in names}


def give(*names):
    return {name: {"give": name} for name in names}


def write(*names):
    return {name: {"write": name} for name in names}


def sample(name):
    """An event as AWS sends it, from fixtures/events."""
    with open(os.path.join(SAMPLES, name), "rb") as file:
        return file.read()


SQS = {"Records": [
    {"messageId": "m-1", "body": json.dumps({"id": "o-1", "quantity": 2}), "eventSource": "aws:sqs"},
    {"messageId": "m-2", "body": json.dumps({"id": "o-2", "quantity": 0}), "eventSource": "aws:sqs"},
    {"messageId": "m-3", "body": "not json", "eventSource": "aws:sqs"}]}

S3 = {"Records": [
    {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "photos"}, "object": {"key": "2026/my+caf%C3%A9.JPG"}}},
    {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "photos"}, "object": {"key": "notes.txt"}}}]}


def dynamodb(amount):
    return {"Records": [
        {"eventName": "INSERT", "dynamodb": {"NewImage": {
            "id": {"S": "1"}, "customer": {"S": "Zoë"}, "amount": {"N": amount}, "tags": {"L": [{"NULL": True}]}}}},
        {"eventName": "REMOVE", "dynamodb": {}}]}


def http(method, path, body=None):
    return {"version": "2.0", "rawPath": path, "requestContext": {"http": {"method": method, "path": path}},
            "body": body, "isBase64Encoded": False}


CLIENT_CONTEXT = json.dumps({
    "client": {"installation_id": "i", "app_title": "t", "app_version_name": "v", "app_version_code": "c",
               "app_package_name": "p"}, "custom": {"größe": [1]}, "env": {"locale": "de"}, "other": 1})
COGNITO = json.dumps({"cognitoIdentityId": "id", "cognitoIdentityPoolId": "pool"})

ONE_LAST = ("base_exception", "keyboard_interrupt", "generator_exit", "exit_default", "exit_0", "exit_3", "exit_text",
            "quit_builtin", "os_exit", "kill", "abort", "text_that_fails")

EVERYDAY = [
    Scenario("s3", "s3_thumbnail", "lambda_function.lambda_handler", {
        "two records": S3, "as S3 sends it": sample("s3-put.json"), "no records": {}}),
    Scenario("api", "api", "app.handler", {
        "as API Gateway sends it": sample("apigateway-http.json"), "list": http("GET", "/items"), "create": http("POST", "/items", '{"name": "Ä"}'), "get": http("GET", "/items/2"),
        "missing": http("GET", "/items/9"), "bad body": http("POST", "/items", "{")}),
    Scenario("dynamodb", "dynamodb_stream", "app.handler", {"decimals": dynamodb("12.340"), "big": dynamodb("1E+30")}),
    Scenario("sqs", "sqs_partial_batch", "app.handler", {"partial": SQS}),
    Scenario("sqs plain logs", "sqs_partial_batch", "app.handler", {"partial": SQS}, telemetry=None),
    Scenario("sqs json logs", "sqs_partial_batch", "app.handler", {"partial": SQS},
             {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "INFO"}),
]

CAUGHT = do("value_error", "key_error", "zero_division", "own_error", "no_message", "long_message", "many_lines",
            "unicode_message", "not_text", "chained", "while_handling", "assertion", "recursion", "stop_iteration",
            "os_error", "unicode_name", "multi_line_call", "compiled", "late_import", "late_syntax_error", "in_thread",
            "nothing")

ERRORS = [
    Scenario("errors", "errors", "app.handler", CAUGHT),
    Scenario("errors plain", "errors", "app.handler", CAUGHT, telemetry=None),
    Scenario("errors json", "errors", "app.handler", CAUGHT, {"AWS_LAMBDA_LOG_FORMAT": "JSON"}),
    Scenario("errors json plain", "errors", "app.handler", do("unicode_message", "own_error"),
             {"AWS_LAMBDA_LOG_FORMAT": "JSON"}, telemetry=None),
    Scenario("errors of 3.11", "errors", "app.handler", do("group", "with_note"), since=(3, 11)),
    Scenario("errors as 3.12", "errors", "app.handler", do("unicode_message"), runtime="python3.12"),
    Scenario("errors as 3.9", "errors", "app.handler", do("unicode_message"), runtime="python3.9"),
    Scenario("wrong arguments", "errors", "app.no_arguments", {"called": {}}),
    Scenario("one argument", "errors", "app.without_context", {"called": {}}),
    Scenario("not callable", "errors", "app.not_callable", {"called": {}}),
] + [Scenario("end " + name, "errors", "app.handler", do("nothing", name)) for name in ONE_LAST]

INIT = [Scenario("init " + module, "import_errors", module + ".handler", {"never run": {}}) for module in (
    "missing_module", "missing_boto3", "missing_name", "relative", "circular_a", "bad_syntax", "bad_indent",
    "bad_encoding", "null_byte", "imports_bad_syntax", "raises", "raises_deep", "exits_0", "exits_3", "interrupts",
    "logs_then_raises", "no_handler", "no_such_file", "no/such/directory")] + [
    Scenario("init plain", "import_errors", "raises_deep.handler", {"never run": {}}, telemetry=None),
    Scenario("init json", "import_errors", "raises_deep.handler", {"never run": {}}, {"AWS_LAMBDA_LOG_FORMAT": "JSON"}),
    Scenario("init syntax json", "import_errors", "bad_syntax.handler", {"never run": {}},
             {"AWS_LAMBDA_LOG_FORMAT": "JSON"}, telemetry=None),
    Scenario("init level error", "import_errors", "missing_module.handler", {"never run": {}},
             {"AWS_LAMBDA_LOG_LEVEL": "ERROR"}),
    Scenario("init as 3.12", "import_errors", "raises_deep.handler", {"never run": {}}, runtime="python3.12"),
    Scenario("init as 3.15", "handlers", "app.handler", {"preview": {}}, runtime="python3.15", since=(3, 10)),
    Scenario("init as 3.15 quiet", "handlers", "app.handler", {"no preview warning": {}},
             {"LAMBDA_DISABLE_PREVIEW_WARN": "1"}, runtime="python3.15", since=(3, 10)),
]

HANDLERS = [Scenario("handler " + repr(handler), "handlers", handler, {"called": {}}) for handler in (
    "app.handler", "app.dynamic", "app.Routes.create", "app.Routes", "app.missing", "app", "", ".", ".handler", "app.",
    "a..b", "orders/api/create.handler", "orders.api.create.handler", "orders/api/missing.handler", "orders.handler",
    "/app.handler", "./app.handler", "sys.exit", "time.time", "_io.open", "json.dumps", "operator.handler",
    "colorsys.handler", "my-function.handler", "app.py.handler", "bootstrap.handler", "größe.handler", "app.__name__",
    "os.path.join", "logging.handler")] + [
    Scenario("handler bootstrap fails", "handlers", "bootstrap.handler", {"fail": {"fail": True}}),
] + [Scenario("handler " + handler, "results", handler, {"called": {"a": 1}}) for handler in (
    "app.service", "app.service.static", "app.lambda_style", "app.async_handler", "app.generator_handler", "app.Service",
    "app.lone_surrogate")]

RESULTS = give(
    "none", "true", "text", "empty_text", "integer", "floats", "not_finite", "unicode", "lone_surrogate_pair", "bytes",
    "empty_bytes", "bytes_inside", "bad_bytes_inside", "bytearray", "tuple", "pair", "namedtuple", "namedtuple_inside",
    "namedtuple_key", "as_dict", "bad_as_dict", "decimal", "decimals", "enum", "int_enum", "text_enum",
    "float_subclass", "text_subclass", "dict_subclass", "ordered_dict", "default_dict", "counter", "odd_keys", "tuple_key",
    "set", "set_inside", "date", "uuid", "dataclass", "exception", "function", "class", "complex", "range", "iterator",
    "generator", "map", "coroutine", "memoryview", "circular", "after_circular", "shared", "nested", "empty_containers",
    "api_answer")
ECHOED = {
    "echo object": {"a": [1, 2.5, None, True, "ü"]}, "echo number": 1, "echo big number": 10 ** 25, "echo text": "text",
    "echo null": None, "echo list": [], "echo false": False, "echo spaces": b' \n {"a" : 1 } \n',
    "echo escapes": b'"\\u00fc\\ud83d\\ude00\\n\\/"', "echo floats": b"[1e3, 1.0, -0, -0.0, 1E400, 0.1]",
    "echo duplicate keys": b'{"a": 1, "a": 2}', "echo empty key": b'{"": 0}', "echo utf-8": '"größe \U0001f600"'.encode(),
    "echo controls": b'"\\u0000\\u007f\\u2028"', "echo deep": b"[" * 150 + b"]" * 150,
    "echo large": ["line %d: größe" % number for number in range(40000)],
}
BYTES = {
    "octets": (b"\x00\xff raw", {"Content-Type": "application/octet-stream"}),
    "charset": (b'{"a": 1}', {"Content-Type": "application/json; charset=utf-8"}),
    "json": ({"a": 1}, {"Content-Type": "application/json"}),
    "large octets": (bytes(range(256)) * 1000, {"Content-Type": "application/octet-stream"}),
}
RETURNED = [
    Scenario("results", "results", "app.handler", RESULTS),
    Scenario("results of 3.9", "results", "app.handler", give("decimal_key"), since=(3, 9)),
    Scenario("results as 3.11", "results", "app.handler", give("unicode", "decimals", "text_subclass"),
             runtime="python3.11"),
    Scenario("results as 3.12", "results", "app.handler",
             give("unicode", "decimals", "text_subclass", "namedtuple_inside"), runtime="python3.12"),
    Scenario("events", "results", "app.handler", ECHOED),
    Scenario("events as 3.13", "results", "app.handler", ECHOED, runtime="python3.13", since=(3, 9)),
    Scenario("event types", "results", "app.event_type", BYTES),
    Scenario("large", "results", "app.large", {
        "6 MiB": {"bytes": 6 * 1024 * 1024 - 2}, "64 KiB": {"bytes": 65536}, "63 KiB": {"bytes": 64000},
        "small again": {"bytes": 3}}),
    Scenario("too large", "results", "app.large", {"refused": {"bytes": 7000000}, "still warm": {"bytes": 1}},
             response_status=413, known="the official client exits on 413; the reference, recorded on AWS, stays warm"),
]

CONTEXT = [
    Scenario("context", "context", "app.handler", {
        "plain": {}, "client context": ({}, {"Lambda-Runtime-Client-Context": CLIENT_CONTEXT}),
        "empty client context": ({}, {"Lambda-Runtime-Client-Context": "{}"}),
        "bad client context": ({}, {"Lambda-Runtime-Client-Context": "{bad"}),
        "cognito": ({}, {"Lambda-Runtime-Cognito-Identity": COGNITO}),
        "bad cognito": ({}, {"Lambda-Runtime-Cognito-Identity": "nope"}),
        "no trace": ({}, {"Lambda-Runtime-Trace-Id": None}), "trace again": {},
        "lineage": ({}, {"Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Lineage=a:1|b:2"}),
        "alias": ({}, {"Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-west-1:123456789012:function:fn:live"}),
        "header case": ({}, {"lambda-runtime-cognito-identity": COGNITO}),
        "past deadline": ({}, {"Lambda-Runtime-Deadline-Ms": "1000"})}),
    Scenario("invocation id", "context", "app.handler", {
        "with": ({}, {"Lambda-Runtime-Invocation-Id": "inv-1"}), "without": {}}, since=(3, 10)),
    Scenario("tenant", "context", "app.handler", {
        "tenant": ({}, {"Lambda-Runtime-Aws-Tenant-Id": "tenant-ü"}), "no tenant": {}}, since=(3, 9)),
    Scenario("context repr", "context", "app.representation", {
        "plain": {}, "all": ({}, {"Lambda-Runtime-Client-Context": CLIENT_CONTEXT,
                                  "Lambda-Runtime-Cognito-Identity": COGNITO})}, since=(3, 10)),
    Scenario("context w3c", "context", "app.w3c", {
        "with": ({}, {"Lambda-Runtime-Client-Context": json.dumps(
            {"w3c": {"traceparent": "00-1", "baggage": 1, "x": "y"}, "custom": {"a": 1}})}),
        "without": {}}, since=(3, 10)),
    Scenario("context remaining", "context", "app.remaining", {"past": ({}, {"Lambda-Runtime-Deadline-Ms": "1000"})}),
    Scenario("context changed name", "context", "app.changed_name", {"first": {"name": "a"}, "second": {"name": "b"}}),
    Scenario("environment", "context", "app.environment", {"all": {}}, {"TABLE": "größe", "EMPTY": ""}),
    Scenario("process", "context", "app.process", {"seen": {}}),
    Scenario("client module", "context", "app.types", {"imported": {}}, since=(3, 9)),
    Scenario("wrapped client", "context", "app.wrapped", {"first": {}, "second": {"again": True}}),
    Scenario("error with invocation id", "errors", "app.handler", {
        "error": ({"do": "value_error"}, {"Lambda-Runtime-Invocation-Id": "inv-2"})}, since=(3, 10)),
]

LOG_EVENTS = write("levels", "printed", "many_lines", "unicode_text", "arguments", "exception", "no_exception", "extra",
                   "dict_message", "handlers", "context_log", "redirected", "child", "warned", "fails")
LOG_EVENTS["bad arguments"] = {"write": "arguments", "bad": True}
LOG_EVENTS["level debug"] = {"write": "set_level", "level": "DEBUG"}
LOG_EVENTS["levels again"] = {"write": "levels"}
LOG_EVENTS.update(write("own_handler", "own_format"))
LOGS = [
    Scenario("logs", "logs", "app.handler", LOG_EVENTS),
    Scenario("logs plain", "logs", "app.handler", LOG_EVENTS, telemetry=None),
    Scenario("logs pipe", "logs", "app.handler", LOG_EVENTS, telemetry="pipe"),
    Scenario("logs json", "logs", "app.handler", LOG_EVENTS, {"AWS_LAMBDA_LOG_FORMAT": "JSON"}, since=(3, 10)),
    Scenario("logs json plain", "logs", "app.handler", LOG_EVENTS, {"AWS_LAMBDA_LOG_FORMAT": "json"}, telemetry=None,
             since=(3, 10)),
    Scenario("logs json older", "logs", "app.handler", write("levels", "fails"), {"AWS_LAMBDA_LOG_FORMAT": "JSON"}),
    Scenario("logs tenant json", "logs", "app.handler", {
        "tenant": ({"write": "many_lines"}, {"Lambda-Runtime-Aws-Tenant-Id": "blue"})},
        {"AWS_LAMBDA_LOG_FORMAT": "JSON"}, since=(3, 10)),
] + [Scenario("logs level " + level, "logs", "app.handler", write("levels"), {"AWS_LAMBDA_LOG_LEVEL": level})
     for level in ("TRACE", "DEBUG", "info", "WARN", "ERROR", "FATAL", "NONSENSE")] + [
    Scenario("logs json level", "logs", "app.handler", write("levels"),
             {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "INFO"}),
]

LAYER = {"python/layered.py": 'WHERE = "layer"', "python/shared.py": 'WHERE = "layer"',
         "python/vendored.py": 'WHERE = "layer"'}
PATHS = [
    Scenario("search path", "search_path", "app.handler", {"places": {}}, opt=LAYER),
    Scenario("search path of PYTHONPATH", "search_path", "app.handler", {"layers are gone": {}},
             {"PYTHONPATH": "/nonexistent"}, opt=LAYER),
]

SCENARIOS = EVERYDAY + ERRORS + INIT + HANDLERS + RETURNED + CONTEXT + LOGS + PATHS
