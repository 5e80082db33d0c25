"""The corpus of the Node.js conformance test: functions of fixtures/functions/nodejs, how they are called, and where
the published clients are known to lag behind Lambda."""
import json

BOTH = ("callbacks", "promises")
CALLBACKS, PROMISES = ("callbacks",), ("promises",)

S3_EVENT = {"Records": [
    {"s3": {"bucket": {"name": "photos"}, "object": {"key": "summer+2026/a%C3%A9.JPG", "size": 1024}}},
    {"s3": {"bucket": {"name": "photos"}, "object": {"key": "notes.txt", "size": 3}}}]}
API_V2_EVENT = {"version": "2.0", "routeKey": "GET /pets/{id}", "rawPath": "/pets/2",
                "requestContext": {"http": {"method": "GET", "path": "/pets/2"}}, "pathParameters": {"id": "2"}}
API_V1_EVENT = {"httpMethod": "POST", "path": "/pets", "body": "eyJuYW1lIjogIlpvw6sifQ==", "isBase64Encoded": True}
STREAM_EVENT = {"Records": [
    {"eventName": "INSERT", "dynamodb": {"Keys": {"id": {"N": "1"}},
                                         "NewImage": {"id": {"N": "1"}, "tags": {"L": [{"S": "a"}, {"NULL": True}]}}}},
    {"eventName": "REMOVE", "dynamodb": {"Keys": {"id": {"N": "2"}}}}]}
SQS_EVENT = {"Records": [{"messageId": "m-1", "body": "{\"id\": 1}"}, {"messageId": "m-2", "body": "{}"}]}


class Case:
    """One function and how it is called. `lag`: what Lambda gives where the published client gives something older;
    `ignore`: what is not compared; `linger`: seconds to go on watching after the last invocation; `paced`: chunks are
    written with pauses, so that they must arrive as written."""

    def __init__(self, folder, handler, personalities=BOTH, event=None, invocations=1, headers=None, environment=None,
                 telemetry=None, timeout=60, lag=None, label=None, ignore=(),
                 linger=0, paced=False):
        self.folder, self.handler, self.personalities = folder, handler, personalities
        self.event = event if isinstance(event, bytes) else json.dumps({} if event is None else event).encode()
        self.invocations, self.headers, self.environment = invocations, headers or {}, environment or {}
        self.telemetry, self.timeout, self.lag, self.ignore = telemetry, timeout, lag, ignore
        self.linger, self.paced = linger, paced
        self.name = "%s %s" % (folder, handler) + (" (%s)" % label if label else "")


def _several(folder, handlers, personalities=BOTH, module="index", **more):
    return [Case(folder, "%s.%s" % (module, name), personalities, **more) for name in handlers.split()]


JSON_LOG = {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "TRACE"}

CASES = (
    [Case("hello", "index.handler", event={"name": "Z\u00f6e \U0001f600"}, invocations=3),
     Case("s3_thumbnail", "index.handler", event=S3_EVENT),
     Case("s3_thumbnail", "index.handler", event=S3_EVENT, environment={"THUMBNAIL_SIZES": "64"}, telemetry="stdout",
          label="framed log"),
     Case("api_esm", "src/app.handler", event=API_V2_EVENT, invocations=2),
     Case("api_cjs", "app.lambdaHandler", event=API_V1_EVENT, invocations=2),
     Case("dynamodb_stream", "index.handler", event=STREAM_EVENT),
     Case("sqs_batch", "index.handler", event=SQS_EVENT),
     Case("top_level_await", "index.handler", invocations=2)]
    + _several("callbacks", "callback later error errorString errorObject both nothing waits doesNotWait succeedLater "
               "callbackAndPromise circularCallback throwsInTimer", CALLBACKS, invocations=2)
    + _several("callbacks", "late", CALLBACKS, linger=0.3)
    + _several("callbacks", "succeed fail failNothing done doneError succeedTwice", BOTH, invocations=2)
    + _several("callbacks", "returns returnsThenable callback", BOTH)
    + _several("results", "string number nan nothing null false array date buffer map toJSON error function circular "
               "bigint surrogate sync syncUndefined thenable thisIs nested.deep.handler nope", BOTH)
    + _several("results", "counter", BOTH, invocations=3)
    + [Case("results", "index.echo", event=b'{"a": [1, 2.50, "\xc3\xa9", "\\u00e9", null], "big": 12345678901234567}'),
       Case("results", "index.echo", event=b'"text"', label="a string"),
       Case("results", "index.echo", event=json.dumps("x" * 6000000).encode(), invocations=2, label="6 MB"),
       Case("results", "index.huge", event={"size": 7000000}, invocations=2),
       Case("results", "index.context"),
       Case("results", "index.context", label="mobile caller, tenant", headers={
           "Lambda-Runtime-Client-Context": '{"client":{"app_title":"\u00e9"},"custom":{"a":1},"env":{}}',
           "Lambda-Runtime-Cognito-Identity": '{"cognitoIdentityId":"i","cognitoIdentityPoolId":"p"}',
           "Lambda-Runtime-Aws-Tenant-Id": "tenant-1"}),
       Case("results", "index.context", headers={"Lambda-Runtime-Client-Context": "{no"}, label="bad client context"),
       Case("results", "index.environment"),
       Case("results", "index.environment", headers={"Lambda-Runtime-Trace-Id": None}, label="no trace header")]
    + _several("errors", "throws throwsSync throwsLater custom cause aggregate multiline string number object "
               "undefined null noStack noName duck circular delete rejects rejectsString unhandled unhandledString "
               "unhandledAtReturn timer emitter ownListener exit0 exit3 abort killed stackOverflow neverSettles "
               "missingInside notAFunction", BOTH)
    + _several("errors", "throws custom", BOTH, environment=JSON_LOG, label="JSON log", invocations=2)
    + _several("errors", "throws timer", BOTH, telemetry="stdout", label="framed log")
    + [Case("errors", "index.exitCode", invocations=2),
       Case("errors", "index.hangs", timeout=1),
       Case("never_settles", "index.handler", CALLBACKS, invocations=2,
            lag={"kind": "error", "payload": {"errorType": "Runtime.NodeJsExit"}}),
       Case("never_settles", "index.handler", PROMISES)]
    + _several("streaming", "raw http endsLater", BOTH, invocations=2, paced=True)
    + _several("streaming", "piped large objects empty endWithData returnsValue before middle throwsText notAsync "
               "throwsSync tooLate watermark", BOTH, invocations=2)
    + _several("streaming", "members", BOTH)
    + _several("streaming", "unfinished", BOTH, timeout=1)
    + [Case("streaming", "index.uncaught", PROMISES, timeout=3),
       # the client posts an error that Lambda refuses, because the response has begun
       Case("streaming", "index.uncaught", CALLBACKS, timeout=10, lag={"kind": "exit", "returncode": 129})]
    + _several("console", "handler errors awkward", BOTH, invocations=1)
    + _several("console", "handler errors awkward", BOTH, environment=JSON_LOG, label="JSON log",
               headers={"Lambda-Runtime-Aws-Tenant-Id": "tenant-1"})
    + _several("console", "handler errors", BOTH, telemetry="stdout", label="framed log")
    + _several("console", "handler errors awkward", BOTH, environment=JSON_LOG, telemetry="stdout",
               label="framed JSON log")
    + [Case("console", "index.handler", environment={"AWS_LAMBDA_LOG_LEVEL": level}, label="level " + level)
       for level in ("DEBUG", "warn", "FATAL", "LOUD")]
    + [Case("syntax_error", "index.handler"), Case("syntax_error_esm", "index.handler"),
       Case("esm_in_js", "index.handler"), Case("missing_module", "index.handler"),
       Case("missing_module_esm", "index.handler"), Case("missing_file_esm", "index.handler"),
       Case("missing_sdk", "index.handler"), Case("missing_sdk", "common.handler"),
       Case("init_throws", "index.handler"),
       Case("init_throws", "index.handler", environment=JSON_LOG, label="JSON log"),
       Case("init_throws", "text.handler"), Case("init_throws", "esm.handler"), Case("init_throws", "exit.handler"),
       
       # the client hangs in exit() while its poll is open
       Case("init_throws", "rejection.handler", CALLBACKS, ignore=("returncode",)),
       Case("init_throws", "timer.handler"),
       Case("init_throws", "unsettled.handler"),
       Case("missing_module", "index.handler", environment=JSON_LOG, label="JSON log"),
       Case("syntax_error", "index.handler", environment=JSON_LOG, label="JSON log"),
       Case("hello", "index.nothing", environment=JSON_LOG, label="JSON log"),
       Case("callbacks", "index.callback", PROMISES, environment=JSON_LOG, label="JSON log"),
       Case("hello", "index"), Case("hello", "../index.handler"), Case("hello", "nofile.handler"),
       Case("hello", "no/such/dir.handler"), Case("hello", "index."), Case("hello", ".handler"),
       Case("exports", "index.handler"), Case("exports", "esm.handler"), Case("exports", "esm.inner.handler"),
       Case("exports", "esm.default.handler"), Case("exports", "fn.default"), Case("exports", "fn.handler"),
       Case("exports", "compiled.handler"), Case("exports", "compiled.default.handler"),
       Case("exports", "common.handler"), Case("exports", "folder/index.handler"), Case("exports", "folder.handler"),
       Case("exports", "getter.handler"), Case("exports", "compiled.nothing"),
       Case("require_esm", "index.handler"),
       Case("require_esm", "index.handler", environment={"NODE_OPTIONS": "--experimental-require-module"},
            label="NODE_OPTIONS"),
       Case("dynamic_import", "index.handler", invocations=2),
       Case("invoke_store", "index.handler", PROMISES, event={"id": 7}, invocations=2)]
)
