"""The frameworks, where their applications are, and what each is known to make of an event."""
import dataclasses
import typing

from matrix import EVERY_BYTE, body_facts

ALL = ("rest", "http", "url", "alb")


@dataclasses.dataclass
class Framework:
    family: str  # a builder of bundles.py
    handler: typing.Union[str, dict]  # or one for each front end
    front_ends: tuple = ALL
    stream: typing.Optional[str] = None  # the handler that streams
    path: typing.Union[str, dict] = "event"  # how it tells the path (matrix.path_forms), or so for each front end
    exceptions: dict = dataclasses.field(default_factory=dict)  # case -> {front end: what comes of it}
    environment: dict = dataclasses.field(default_factory=dict)

    def handler_for(self, front_end):
        return self.handler if isinstance(self.handler, str) else self.handler[front_end]

    def path_for(self, front_end):
        return self.path if isinstance(self.path, str) else self.path.get(front_end, "event")

    def exceptions_for(self, front_end):
        return {case: outcomes[front_end] for case, outcomes in self.exceptions.items() if front_end in outcomes}


def per_front_end(name, front_ends=ALL):
    return {front_end: "%s.%s" % (name, front_end) for front_end in front_ends}


PATH, QUERY, HEADERS, COOKIES = ("path with encoded characters", "query: repeated, empty, encoded",
                                 "request headers, one repeated", "set cookies")
BINARY_BODY, NO_ROUTE = "binary body", "no such route"

# ALBs do not decode queries, and these frameworks take them as they are.
UNDECODED = [["empty", ""], ["k", "2"], ["plus", "a%2Bb"], ["space", "a%20b"], ["umlaut", "%C3%BC"]]


def cookies(*kept):
    """Set-Cookie for an ALB without multi-value headers: one of a name at most, or none, when they went elsewhere."""
    return {"alb": [200, list(kept), b"set"]}


FIRST, SECOND = "one=1; path=/", "two=2; httponly; path=/"
# Node's URL parser escapes spaces, and nothing else of a path.
SPACES_ESCAPED = {"http": "/echo/a%20b/c/d/ü"}
LOSSY = EVERY_BYTE.decode("utf-8", "replace").encode()
# headers beats multiValueHeaders: the last value of a repeated header is left.
LAST_HEADER = {"rest": {"x-one": ["alpha"], "x-many": ["2"]}}

# aws-lambda-go-api-proxy has no adapter for Function URLs; for ALBs it answers with multi-value headers alone,
# so that an ALB without those knows no content type.
NO_URL = ("rest", "http", "alb")
GO_ALB = {QUERY: {"alb": UNDECODED}, COOKIES: cookies(), 
          "binary response": {"alb": [200, ["application/octet-stream"], EVERY_BYTE]}}

FRAMEWORKS = {
    "Express under serverless-http": Framework("nodejs", "express_app.underServerlessHttp", exceptions={
        PATH: SPACES_ESCAPED, HEADERS: LAST_HEADER, COOKIES: cookies()}),
    # Express's page for 404 waits for the request's socket, which is none here; the content-length of an HTTP API spares it.
    "Express under serverless-express": Framework("nodejs", "express_app.underServerlessExpress", exceptions={
        PATH: SPACES_ESCAPED, COOKIES: cookies(FIRST), NO_ROUTE: dict.fromkeys(("rest", "url", "alb"), 500)}),
    # It requires a module of ES syntax, which Lambda's Node.js refuses unless told so.
    "Fastify": Framework("nodejs", "fastify_app.handler", stream="fastify_app.stream", path={"http": "encoded"},
                         exceptions={COOKIES: cookies()},
                         environment={"NODE_OPTIONS": "--experimental-require-module"}),
    "Hono": Framework("nodejs", "hono_app.handler", stream="hono_app.stream", path="decoded but slashes",
                      exceptions={COOKIES: cookies(FIRST)}),
    "Koa under serverless-http": Framework("nodejs", "koa_app.handler", exceptions={
        PATH: SPACES_ESCAPED, HEADERS: LAST_HEADER, COOKIES: cookies()}),
    "middy": Framework("nodejs", "middy_app.handler", exceptions={
        QUERY: {"alb": UNDECODED}, COOKIES: cookies(SECOND)}),
    # It takes every body for UTF-8, base64 or not.
    "Powertools for TypeScript": Framework("nodejs", "powertools_app.handler", stream="powertools_app.stream",
                                           path="encoded", exceptions={
        QUERY: {"alb": UNDECODED}, HEADERS: {"rest": {"x-one": ["alpha"], "x-many": ["2", "1"]}},
        COOKIES: {**cookies(), "stream": [200, [SECOND], b"set"]},
        BINARY_BODY: dict.fromkeys(("http", "url", "alb", "stream"), body_facts(LOSSY))}),
    "FastAPI under Mangum": Framework("python", "fastapi_app.handler", path="decoded"),
    "Flask under serverless-wsgi": Framework("python", "flask_app.under_serverless_wsgi", path="decoded", exceptions={
        HEADERS: LAST_HEADER}),
    # It takes the path of an HTTP API for bytes of Latin-1.
    "Flask under apig-wsgi": Framework("python", "flask_app.under_apig_wsgi", path="decoded", exceptions={
        PATH: {"http": "/echo/a b/c/d/\ufffd"}, COOKIES: cookies(SECOND)}),
    "Django under serverless-wsgi": Framework("python", "django_app.under_serverless_wsgi", path="decoded", exceptions={
        HEADERS: LAST_HEADER}),
    "Django under Mangum": Framework("python", "django_app.under_mangum", path="decoded"),
    "Powertools for Python": Framework("python", per_front_end("powertools_app"), exceptions={
        QUERY: {"alb": UNDECODED}, COOKIES: cookies(SECOND)}),
    # It puts the stage in front of a REST API's path.
    "lambda_http": Framework("rust", "bootstrap", stream="stream", path="encoded", exceptions={
        PATH: {"rest": "/prod/echo/a%20b/c%2Fd/%C3%BC"}, HEADERS: LAST_HEADER, COOKIES: cookies(FIRST)}),
    "Gin": Framework("go", per_front_end("gin", NO_URL), NO_URL, path="decoded", exceptions=GO_ALB),
    "chi": Framework("go", per_front_end("chi", ("rest", "http")), ("rest", "http"), path="decoded"),
    # Its lambdaurl leaves the event's cookies alone, and streams without the Runtime API's header for that.
    "net/http": Framework("go", per_front_end("mux", NO_URL), NO_URL, stream="mux.stream", path="decoded", exceptions={
        **GO_ALB, "request cookies": {"stream": {}}}),
}
