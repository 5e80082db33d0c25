"""The requests every framework gets through every front end, and what its application has to see and the client to get.

What differs by front end differs on AWS: how paths and queries are encoded, what becomes of repeated names, which
bodies are base64. What a framework makes of it is told in catalogue.py.
"""
import base64
import hashlib
import json
import urllib.parse

from serving import send

EVERY_BYTE = bytes(range(256))
LARGE = b"x" * 700_000
TEXT = "Grüße, 世界 👋".encode()
JSON = json.dumps({"name": "Zoë", "quote": "\"'<>&"}, ensure_ascii=False).encode()
PATH = "/echo/a%20b/c%2Fd/%C3%BC"
QUERY = "k=1&k=2&empty=&space=a%20b&plus=a%2Bb&umlaut=%C3%BC"
PAIRS = [["empty", ""], ["k", "1"], ["k", "2"], ["plus", "a+b"], ["space", "a b"], ["umlaut", "ü"]]

FRONT_ENDS = {"rest": "REST API", "http": "HTTP API", "url": "Function URL", "alb": "ALB",
              "stream": "streaming Function URL"}


def body_facts(body):
    return {"length": len(body), "sha256": hashlib.sha256(body).hexdigest()}


def event_path(front_end):
    """HTTP APIs decode the path; the others hand it on as sent."""
    return urllib.parse.unquote(PATH) if front_end == "http" else PATH


def path_forms(front_end):
    """The path as frameworks may tell it: as in the event, decoded (once more), all but slashes or not, a URL's again."""
    path = event_path(front_end)
    return {"event": path, "decoded": urllib.parse.unquote(path), "encoded": urllib.parse.quote(path, safe="/%"),
            "decoded but slashes": urllib.parse.unquote(path.replace("%2F", "%252F"))}


class Client:
    def __init__(self, url):
        self.url = url

    def get(self, target, *headers, method="GET", body=None):
        return send(self.url, method, target, headers, body)

    def echo(self, target, *headers, method="GET", body=None):
        """What the application saw, or what was answered instead."""
        response = self.get(target, *headers, method=method, body=body)
        try:
            return json.loads(response.body)
        except ValueError:
            return {"answered": "%d %r" % (response.status, response.body[:200])}


def normal_cookie(header):
    """Name and value first, then the attributes in any order and case: frameworks differ there."""
    first, *attributes = [part.strip() for part in header.split(";")]
    return "; ".join([first] + sorted(attribute.lower() for attribute in attributes))


def sent_body(client, kind, body):
    seen = client.echo("/echo/x", ("Content-Type", kind), method="POST", body=body)
    return seen.get("body", seen)


def observe(url):
    """Case by case, what came of it."""
    client = Client(url)
    seen = client.echo(PATH)
    yield "path with encoded characters", seen.get("path", seen)
    seen = client.echo("/echo/x?" + QUERY)
    yield "query: repeated, empty, encoded", sorted(seen["query"]) if "query" in seen else seen
    seen = client.echo("/echo/x", ("X-One", "alpha"), ("X-Many", "1"), ("X-Many", "2"))
    yield "request headers, one repeated", seen.get("headers", seen)
    seen = client.echo("/echo/x", ("Cookie", "a=1; b=two"))
    yield "request cookies", seen.get("cookies", seen)
    seen = client.echo("/echo/x")
    yield "GET without a body", [seen.get("method", seen), seen.get("body"), seen.get("query")]
    for method in ("PUT", "PATCH", "DELETE"):
        yield method, client.echo("/echo/x", ("Content-Type", "text/plain"), method=method, body=b"1").get("method")
    yield "text body in UTF-8", sent_body(client, "text/plain; charset=utf-8", TEXT)
    yield "JSON body", sent_body(client, "application/json", JSON)
    yield "binary body", sent_body(client, "application/octet-stream", EVERY_BYTE)
    yield "large body", sent_body(client, "text/plain", LARGE)
    response = client.get("/binary", ("Accept", "image/png"))
    yield "binary response", [response.status, response.header("content-type"), response.body]
    response = client.get("/cookies")
    yield "set cookies", [response.status, sorted(map(normal_cookie, response.header("set-cookie"))), response.body]
    for code in (201, 204, 418):
        response = client.get("/status/%d" % code)
        yield "status %d" % code, [response.status, response.body if code != 204 else b""]
    response = client.get("/large")
    yield "large response", [response.status, body_facts(response.body)]
    yield "no such route", client.get("/nothing/here").status
    response = client.get("/echo/x", method="HEAD")
    yield "HEAD", [response.status, response.body]


def expected(front_end, path_form):
    """What comes of each case when the framework loses nothing."""
    single = front_end == "alb"  # without multi-value headers the last value of a name counts
    binary = [200, ["image/png"], EVERY_BYTE]
    binary_body = body_facts(EVERY_BYTE)
    set_cookies = ["one=1; path=/", "two=2; httponly; path=/"]
    if front_end == "rest":  # without binary media types bodies are text, and base64 is not decoded
        binary = [200, ["image/png"], base64.b64encode(EVERY_BYTE)]
        binary_body = body_facts(EVERY_BYTE.decode("utf-8", "replace").encode())
    return {
        "path with encoded characters": path_forms(front_end)[path_form],
        "query: repeated, empty, encoded": [pair for pair in PAIRS if not (single and pair == ["k", "1"])],
        "request headers, one repeated": {"x-one": ["alpha"], "x-many": ["2"] if single else ["1", "2"]},
        "request cookies": {"a": "1", "b": "two"},
        "GET without a body": ["GET", body_facts(b""), []],
        "PUT": "PUT", "PATCH": "PATCH", "DELETE": "DELETE",
        "text body in UTF-8": body_facts(TEXT),
        "JSON body": body_facts(JSON),
        "binary body": binary_body,
        "large body": body_facts(LARGE),
        "binary response": binary,
        "set cookies": [200, set_cookies, b"set"],
        "status 201": [201, b"as asked"], "status 204": [204, b""], "status 418": [418, b"as asked"],
        "large response": [200, body_facts(LARGE)],
        "no such route": 404,
        "HEAD": [200, b""],
    }


def stream_differences(url, gate):
    """The first part has to arrive before the function may write the second: `gate` is made in between."""
    gate.unlink(missing_ok=True)
    response = send(url, "GET", "/stream", whole=False)
    body = b""
    for part in response.parts():
        body += part
        if body.startswith(b"first,"):
            gate.touch()
    if (response.status, body) != (200, b"first,second"):
        yield "a streamed response: expected 200 and first,second, got %d %r" % (response.status, body[:200])


def short(value):
    text = repr(value)
    return text if len(text) <= 160 else text[:120] + "... (%d characters)" % len(text)


def differences(url, front_end, path_form, exceptions):
    """(how many cases, lines of differences); `exceptions`: case -> what this framework makes of it here."""
    wanted = {**expected(front_end, path_form), **exceptions}
    lines = []
    unknown = set(exceptions) - set(expected(front_end, path_form))
    assert not unknown, "no such case: %s" % unknown
    for case, seen in observe(url):
        if seen != wanted[case]:
            lines.append("%s: expected %s, got %s" % (case, short(wanted[case]), short(seen)))
    return len(wanted), lines
