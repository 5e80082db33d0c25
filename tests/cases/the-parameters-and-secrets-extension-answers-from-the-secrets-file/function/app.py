import json
import os
import urllib.request

BASE = "http://localhost:" + os.environ["PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"]


def get(path, token):
    request = urllib.request.Request(BASE + path, headers={"X-Aws-Parameters-Secrets-Token": token})
    try:
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code


def handler(event, context):
    token = os.environ["AWS_SESSION_TOKEN"]
    secret = get("/secretsmanager/get?secretId=db", token)
    parameter = get("/systemsmanager/parameters/get?name=%2Fapp%2Fkey", token)
    return [json.loads(secret["SecretString"])["user"], parameter["Parameter"]["Value"], get("/secretsmanager/get?secretId=db", "x")]
