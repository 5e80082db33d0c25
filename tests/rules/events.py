"""The sample events of fixtures/events agree with themselves: hashes, lengths, times, ARNs and encodings are computed
here again. Formats: docs.aws.amazon.com/lambda/latest/dg/lambda-services.html and the pages of each service.
"""

import base64
import datetime
import hashlib
import json
import re
import struct
from urllib.parse import parse_qsl, quote_plus, unquote_plus

from tree import rule

FOLDER = "fixtures/events/"
ARN = re.compile(r"arn:aws:([a-z0-9-]+):([a-z0-9-]*):(\d*):(.+)")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def epoch_ms(text):
    """Milliseconds since 1970 of an ISO time ending in Z, or of a time as access logs write it."""
    for form in ("%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%f"):
        try:
            parsed = datetime.datetime.strptime(text, form).replace(tzinfo=datetime.timezone.utc)
            return round(parsed.timestamp() * 1000)
        except ValueError:
            pass
    return round(datetime.datetime.strptime(text, "%d/%b/%Y:%H:%M:%S %z").timestamp() * 1000)


def md5(data):
    return hashlib.md5(data).hexdigest()


def events(tree, name):
    """(path, event) of the samples whose file name starts with `name`."""
    for path in tree.under("fixtures/events", suffixes=(".json",)):
        if path[len(FOLDER):].startswith(name):
            yield path, json.loads(tree.text(path))


def records(tree, name):
    for path, event in events(tree, name):
        for record in event["Records"]:
            yield path, record


def sequences(value):
    """Every dictionary inside a value."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from sequences(item)


@rule("sample events are JSON indented by two, one newline at the end",
      {FOLDER + "a.json": '{"Records":[]}', FOLDER + "b.json": "{"})
def formatted(tree):
    for path in tree.under("fixtures/events", suffixes=(".json",)):
        text = tree.text(path)
        try:
            expected = json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
        except ValueError as error:
            yield f"{path}:1: {error}"
            continue
        if text != expected:
            yield f"{path}:1: not as json.dumps(indent=2, ensure_ascii=False) writes it"


@rule("ARNs in a sample event name the region and account the event names",
      {FOLDER + "a.json": '{"region": "eu-west-1", "resources": ["arn:aws:events:us-east-1:123456789012:rule/x"]}',
       FOLDER + "sqs.json": '{"Records": [{"awsRegion": "eu-west-1", "eventSourceARN": "arn:aws:sqs:us-east-1:1:q"}]}'})
def arns(tree):
    for path, event in events(tree, ""):
        for item in sequences(event):
            region, account = item.get("awsRegion", item.get("region")), item.get("account")
            for value in [v for v in item.values() if isinstance(v, str)] + item.get("resources", []):
                if not value.startswith("arn:"):
                    continue
                match = ARN.fullmatch(value)
                if not match:
                    yield f"{path}:1: {value} is no ARN"
                elif region and match[2] not in ("", region) or account and match[3] not in ("", account):
                    yield f"{path}:1: {value} is not of {region} {account or ''}"


@rule("the sample S3 event tells the size and MD5 of its object, an encoded key and the ARN of its bucket",
      {FOLDER + "s3-put.json": json.dumps({"Records": [{"eventTime": "2026-03-14T09:26:53.589Z", "s3": {
          "bucket": {"name": "a", "arn": "arn:aws:s3:::b"},
          "object": {"key": "a b", "size": 1, "eTag": "0", "sequencer": "0"}}}]}), FOLDER + "objects/s3-put.png": "x"})
def s3(tree):
    objects = {p.rsplit("/", 1)[1].rsplit(".", 1)[0]: p for p in tree.under("fixtures/events/objects")}
    for path, record in records(tree, "s3-"):
        bucket, item = record["s3"]["bucket"], record["s3"]["object"]
        data = tree.bytes(objects[path[len(FOLDER):-len(".json")]])
        if (item["size"], item["eTag"]) != (len(data), md5(data)):
            yield f"{path}:1: the object has {len(data)} bytes and MD5 {md5(data)}"
        if quote_plus(unquote_plus(item["key"]), safe="/") != item["key"]:
            yield f"{path}:1: key {item['key']} is not form-URL-encoded"
        if bucket["arn"] != f"arn:aws:s3:::{bucket['name']}":
            yield f"{path}:1: {bucket['arn']} is not the ARN of {bucket['name']}"
        if not re.fullmatch("[0-9A-F]{16,}", item["sequencer"]):
            yield f"{path}:1: sequencer is not upper-case hexadecimal"
        epoch_ms(record["eventTime"])


def sqs_attributes_md5(attributes):
    """As the SQS developer guide computes it: sorted names; each part with its length as a big-endian u32."""
    def part(data):
        return struct.pack(">I", len(data)) + data
    digest = hashlib.md5()
    for name in sorted(attributes):
        attribute = attributes[name]
        digest.update(part(name.encode()) + part(attribute["dataType"].encode()))
        if attribute["dataType"].startswith("Binary"):
            digest.update(b"\2" + part(base64.b64decode(attribute["binaryValue"], validate=True)))
        else:
            digest.update(b"\1" + part(attribute["stringValue"].encode()))
    return digest.hexdigest()


@rule("the sample SQS event carries the MD5 of its bodies and attributes, and was received after it was sent",
      {FOLDER + "sqs.json": json.dumps({"Records": [{"body": "a", "md5OfBody": "b", "messageId": "c", "attributes": {
          "SentTimestamp": "2", "ApproximateFirstReceiveTimestamp": "1"}, "messageAttributes": {}}]})})
def sqs(tree):
    for path, record in records(tree, "sqs"):
        if record["md5OfBody"] != md5(record["body"].encode()):
            yield f"{path}:1: md5OfBody should be {md5(record['body'].encode())}"
        expected = sqs_attributes_md5(record["messageAttributes"]) if record["messageAttributes"] else None
        if record.get("md5OfMessageAttributes") != expected:
            yield f"{path}:1: md5OfMessageAttributes should be {expected}"
        times = record["attributes"]
        if int(times["SentTimestamp"]) > int(times["ApproximateFirstReceiveTimestamp"]):
            yield f"{path}:1: received before it was sent"
        if not UUID.fullmatch(record["messageId"]):
            yield f"{path}:1: messageId is no UUID"


@rule("the sample SNS event's URLs and subscription belong to its topic",
      {FOLDER + "sns.json": json.dumps({"Records": [{"EventSubscriptionArn": "arn:aws:sns:r:1:a:b", "Sns": {
          "TopicArn": "arn:aws:sns:r:1:c", "Timestamp": "2026-03-14T09:26:53.589Z", "Signature": "", "MessageId": "",
          "SigningCertUrl": "https://sns.s.amazonaws.com/", "UnsubscribeUrl": "https://sns.s.amazonaws.com/",
          "MessageAttributes": {}}}]})})
def sns(tree):
    for path, record in records(tree, "sns"):
        note, subscription = record["Sns"], record["EventSubscriptionArn"]
        host = f"https://sns.{ARN.fullmatch(note['TopicArn'])[2]}.amazonaws.com/"
        if not subscription.startswith(note["TopicArn"] + ":"):
            yield f"{path}:1: {subscription} is no subscription of {note['TopicArn']}"
        if not note["SigningCertUrl"].startswith(host):
            yield f"{path}:1: SigningCertUrl is not at {host}"
        if note["UnsubscribeUrl"] != f"{host}?Action=Unsubscribe&SubscriptionArn={subscription}":
            yield f"{path}:1: UnsubscribeUrl is not that of {subscription}"
        if len(base64.b64decode(note["Signature"], validate=True)) != 256:
            yield f"{path}:1: Signature is not that of a 2048-bit key"
        for attribute in note["MessageAttributes"].values():
            if attribute["Type"] == "Binary":
                base64.b64decode(attribute["Value"], validate=True)
        epoch_ms(note["Timestamp"])


def dynamodb_size(item):
    """The size of an item as DynamoDB counts it: names, UTF-8 of strings, half a byte per digit of a number plus one."""
    def number(text):
        digits = text.lstrip("-").replace(".", "").strip("0")
        return (len(digits) + 1) // 2 + 1 + text.startswith("-")

    def value(typed):
        (kind, content), = typed.items()
        return {"S": lambda: len(content.encode()), "N": lambda: number(content), "BOOL": lambda: 1, "NULL": lambda: 1,
                "B": lambda: len(base64.b64decode(content, validate=True)),
                "L": lambda: 3 + sum(1 + value(v) for v in content),
                "M": lambda: 3 + sum(1 + len(k.encode()) + value(v) for k, v in content.items())}[kind]()
    return sum(len(name.encode()) + value(typed) for name, typed in item.items())


@rule("the sample DynamoDB event's sizes, keys and images fit each other",
      {FOLDER + "dynamodb.json": json.dumps({"Records": [{"eventID": "0" * 32, "eventName": "INSERT", "eventSourceARN": "x", "dynamodb": {
          "Keys": {"a": {"N": "1"}}, "NewImage": {"b": {"N": "1"}}, "SizeBytes": 1}}]})})
def dynamodb(tree):
    images = {"INSERT": {"NewImage"}, "MODIFY": {"NewImage", "OldImage"}, "REMOVE": {"OldImage"}}
    for path, record in records(tree, "dynamodb"):
        change = record["dynamodb"]
        held = {name: change[name] for name in ("NewImage", "OldImage") if name in change}
        if set(held) != images[record["eventName"]]:
            yield f"{path}:1: {record['eventName']} with {sorted(held)}"
        for name, image in held.items():
            if {key: image.get(key) for key in change["Keys"]} != change["Keys"]:
                yield f"{path}:1: {name} does not hold the keys"
        size = dynamodb_size(change["Keys"]) + sum(dynamodb_size(image) for image in held.values())
        if change["SizeBytes"] != size:
            yield f"{path}:1: SizeBytes should be {size}"
        table, _, opened = record["eventSourceARN"].partition("/stream/")
        if not opened or epoch_ms(opened) / 1000 > change["ApproximateCreationDateTime"]:
            yield f"{path}:1: {table} streamed before its stream was opened"
        if not re.fullmatch("[0-9a-f]{32}", record["eventID"]):
            yield f"{path}:1: eventID is not 32 hexadecimal digits"


@rule("the sample Kinesis event's ids name its sequence numbers, and its data is base64",
      {FOLDER + "kinesis.json": json.dumps({"Records": [{"eventID": "shardId-0:1", "kinesis": {
          "data": "eA==", "sequenceNumber": "2", "approximateArrivalTimestamp": 1.5}}]})})
def kinesis(tree):
    for path, record in records(tree, "kinesis"):
        data = record["kinesis"]
        base64.b64decode(data["data"], validate=True)
        if record["eventID"] != f"shardId-000000000000:{data['sequenceNumber']}":
            yield f"{path}:1: eventID is not shard:sequence"
        if not re.fullmatch(r"\d{56}", data["sequenceNumber"]):
            yield f"{path}:1: a sequence number has 56 digits"


@rule("the sample schedule event is of its account and region, on a whole second",
      {FOLDER + "schedule.json": json.dumps({"version": "0", "id": "x", "time": "2026-03-14T09:26:53.589Z", "detail": {}})})
def schedule(tree):
    for path, event in events(tree, "schedule"):
        if not UUID.fullmatch(event["id"]):
            yield f"{path}:1: id is no UUID"
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", event["time"]):
            yield f"{path}:1: time is not whole seconds with Z"


def http_faults(event, context, time, epoch, method, path):
    """What both payload formats have in common."""
    headers = {name.lower(): value for name, value in event["headers"].items()}
    body = event["body"].encode()
    if abs(epoch_ms(time) - epoch) >= 1000 or epoch_ms(time) > epoch:
        yield f"{time} is not {epoch} ms"
    if int(headers["x-amzn-trace-id"].split("-")[1], 16) != epoch // 1000:
        yield "the trace id is not of the time of the request"
    if headers["host"] != context["domainName"] or context["domainName"].split(".")[0] != context["domainPrefix"]:
        yield "host, domainName and domainPrefix differ"
    if int(headers.get("content-length", len(body))) != len(body):
        yield f"content-length should be {len(body)}"
    template = context.get("resourcePath", context.get("routeKey", " ").split(" ")[-1])
    expected = re.sub(r"\{(\w+)\+?\}", lambda m: event["pathParameters"][m[1]], template)
    if event["isBase64Encoded"] or method not in ("POST", "PUT", "PATCH") or expected != path:
        yield f"{method} {path} does not fit {template}"


@rule("the sample API Gateway events' times, paths, queries and headers agree",
      {FOLDER + "apigateway-rest.json": json.dumps({
          "headers": {"Host": "a.b", "X-Amzn-Trace-Id": "Root=1-1-1"}, "multiValueHeaders": {}, "body": "",
          "httpMethod": "PUT", "path": "/a", "resource": "/a", "pathParameters": None, "isBase64Encoded": False,
          "queryStringParameters": {"a": "1"}, "multiValueQueryStringParameters": {"a": ["1", "2"]}, "requestContext": {
              "requestTime": "14/Mar/2026:09:26:53 +0000", "requestTimeEpoch": 1, "domainName": "a.b", "domainPrefix": "a",
              "stage": "prod", "path": "/a", "resourcePath": "/a", "httpMethod": "PUT", "identity": {"userAgent": "x", "sourceIp": "y"}}})})
def api_gateway(tree):
    for path, event in events(tree, "apigateway-rest"):
        context = event["requestContext"]
        faults = list(http_faults(event, context, context["requestTime"], context["requestTimeEpoch"],
                                  event["httpMethod"], event["path"]))
        for one, many in (("headers", "multiValueHeaders"), ("queryStringParameters", "multiValueQueryStringParameters")):
            if event[one] != {name: values[-1] for name, values in event[many].items()}:
                faults.append(f"{one} does not hold the last values of {many}")
        if context["path"] != f"/{context['stage']}{event['path']}" or context["resourcePath"] != event["resource"]:
            faults.append("requestContext.path is not the stage and the path")
        if (context["identity"]["userAgent"], context["identity"]["sourceIp"]) != (
                event["headers"].get("User-Agent"), event["headers"].get("X-Forwarded-For")):
            faults.append("identity does not fit the headers")
        yield from (f"{path}:1: {fault}" for fault in faults)
    for path, event in events(tree, "apigateway-http"):
        context = event["requestContext"]
        http = context["http"]
        faults = list(http_faults(event, context, context["time"], context["timeEpoch"], http["method"], event["rawPath"]))
        joined = {}
        for name, value in parse_qsl(event["rawQueryString"], strict_parsing=True):
            joined[name] = f"{joined[name]},{value}" if name in joined else value
        if event["queryStringParameters"] != joined:
            faults.append(f"queryStringParameters should be {joined}")
        if event["routeKey"] != context["routeKey"] or http["path"] != event["rawPath"]:
            faults.append("routeKey or path differs between the event and its context")
        if "cookie" in event["headers"] or any(name != name.lower() for name in event["headers"]):
            faults.append("headers are lower-case, and cookies stand in cookies")
        yield from (f"{path}:1: {fault}" for fault in faults)
