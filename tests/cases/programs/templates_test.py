#!/usr/bin/env python3
"""`serve` in the directory of a SAM project, as it lies there."""

import json

from serving import ServeTest
from support import main

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: python3.13, Handler: app.handler}}
Resources:
  HelloFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: hello/
      FunctionName: hello-fn
      Environment: {Variables: {TABLE: !Ref Table}}
      Events:
        Hello: {Type: Api, Properties: {Path: '/%s/{name}', Method: get}}
  Table: {Type: AWS::DynamoDB::Table}
"""

HELLO = """
import json, os

def handler(event, context):
    name = event.get("pathParameters", {}).get("name")
    return {"statusCode": 200, "body": json.dumps([context.function_name, os.environ["TABLE"], name])}
"""


class Templates(ServeTest):
    def setUp(self):
        super().setUp()
        self.write("template.yaml", TEMPLATE % "hello")
        self.write("hello/app.py", HELLO)

    def get(self, path):
        status, _, body = self.request("GET", path, front_end="REST API")
        return status, json.loads(body)

    def test_routes_are_served_with_and_without_the_stage_and_are_told(self):
        self.serve(last="REST API")
        self.wait_for_line(r"GET  http://127\.0\.0\.1:\d+/Prod/hello/\{name\}  hello-fn")
        for path in ("/Prod/hello/me", "/hello/me"):
            self.assertEqual(self.get(path), (200, ["hello-fn", "Table", "me"]))
        self.assertEqual(self.get("/other")[0], 403)

    def test_a_function_is_invoked_by_its_name_and_its_logical_id(self):
        self.serve(last="REST API")
        for name in ("hello-fn", "HelloFunction"):
            self.assertEqual(json.loads(json.loads(self.invoke(name, {})[2])["body"]), ["hello-fn", "Table", None])

    def test_a_changed_template_changes_the_routes(self):
        self.serve(last="REST API")
        self.assertEqual(self.get("/hello/me")[0], 200)
        self.write("template.yaml", TEMPLATE % "goodbye")
        self.wait_for_line(r"GET  http://127\.0\.0\.1:\d+/Prod/goodbye/\{name\}  hello-fn")
        self.assertEqual(self.get("/goodbye/me")[0], 200)
        self.assertEqual(self.get("/hello/me")[0], 403)


if __name__ == "__main__":
    main()
