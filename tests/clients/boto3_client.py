"""What boto3 sees of a served function (README.md): boto3_client.py DIRECTORY"""
import base64
import json
import pathlib
import sys

import boto3
import botocore.exceptions

from sent import BYTES, CLIENT_CONTEXT, INVALID, TOO_LARGE

DIRECTORY = pathlib.Path(sys.argv[1])
client = boto3.client("lambda")


def answer(**parameters):
    response = client.invoke(FunctionName="echo", **parameters)
    return {"status": response["StatusCode"], "payload": response["Payload"].read().decode(),
            "functionError": response.get("FunctionError", ""), "version": response.get("ExecutedVersion", ""),
            "log": base64.b64decode(response.get("LogResult", "")).decode()}


def failure(operation, **parameters):
    try:
        getattr(client, operation)(**parameters)
        return "no error"
    except botocore.exceptions.ClientError as error:
        return {"status": error.response["ResponseMetadata"]["HTTPStatusCode"], "code": error.response["Error"]["Code"],
                "message": error.response["Error"]["Message"]}


def streamed(**event):
    gate = DIRECTORY / ("gate-" + event.get("fail", "none"))
    response = client.invoke_with_response_stream(FunctionName="stream", LogType="Tail",
                                                      Payload=json.dumps({"gate": str(gate), **event}))
    chunks, complete = [], None
    for item in response["EventStream"]:
        if "PayloadChunk" in item:
            chunks.append(item["PayloadChunk"]["Payload"].decode())
            gate.touch()
        else:
            complete = item["InvokeComplete"]
    return {"status": response["StatusCode"], "text": "".join(chunks), "chunks": len(chunks),
            "errorCode": complete.get("ErrorCode", ""), "errorDetails": complete.get("ErrorDetails", ""),
            "log": base64.b64decode(complete.get("LogResult", "")).decode()}


def waited(name):
    client.get_waiter(name).wait(FunctionName="echo")
    return "ok"


def configuration(found):
    keys = ("FunctionName", "Runtime", "Handler", "State", "LastUpdateStatus", "Version")
    return {key: found.get(key) for key in keys}


print(json.dumps({
    "invoke": answer(Payload=BYTES),
    "log tail": answer(Payload=b'{"log": "told"}', LogType="Tail"),
    "function error": answer(Payload=b'{"fail": "no luck"}'),
    "event": answer(Payload=json.dumps({"write": str(DIRECTORY / "event"), "text": "ran"}), InvocationType="Event"),
    "dry run": answer(Payload=b"{}", InvocationType="DryRun"),
    "client context": answer(Payload=b'{"tell": "clientContext"}',
                             ClientContext=base64.b64encode(CLIENT_CONTEXT).decode()),
    "qualifier": answer(Payload=b'{"tell": "arn"}', Qualifier="$LATEST"),
    "unknown function": failure("invoke", FunctionName="nobody", Payload=b"{}"),
    "invalid JSON": failure("invoke", FunctionName="echo", Payload=INVALID),
    "too large": failure("invoke", FunctionName="echo", Payload=TOO_LARGE),
    "get function": configuration(client.get_function(FunctionName="echo")["Configuration"]),
    "get function configuration": configuration(client.get_function_configuration(FunctionName="echo")),
    "list functions": sorted(one["FunctionName"] for one in client.list_functions()["Functions"]),
    "waiter function_exists": waited("function_exists"),
    "waiter function_active_v2": waited("function_active_v2"),
    "stream": streamed(),
    "stream error": streamed(fail="no luck"),
    "not emulated": failure("create_function", FunctionName="new", Role="arn:aws:iam::123456789012:role/r",
                            Runtime="python3.13", Handler="app.handler", Code={"ZipFile": b"PK"}),
}))
