#!/usr/bin/env python3
"""`serve` in the directory of a SAM project, as it lies there."""

import http.server
import json
import os
import shutil
import threading
import time

from serving import ServeTest
from support import SECONDS, main, run_case

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


PROXY = """
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: x}}
  Any: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: '{proxy+}'}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Any
      HttpMethod: ANY
      AuthorizationType: NONE
      Integration:
        Type: HTTP_PROXY
        IntegrationHttpMethod: ANY
        Uri: http://127.0.0.1:%d/{proxy}
        RequestParameters: {integration.request.path.proxy: method.request.path.proxy, integration.request.header.X-Key: "'k'"}
  Hello: {Type: AWS::Lambda::Function, Properties: {Code: hello, Runtime: python3.13, Handler: app.handler}}
  Image: {Type: AWS::Lambda::Function, Properties: {PackageType: Image}}
  Old: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: image}}
  OldMethod:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Old
      HttpMethod: GET
      Integration: {Type: AWS_PROXY, Uri: !Sub 'arn:aws:apigateway:x:lambda:path/2015-03-31/functions/${Image.Arn}/invocations'}
"""


class Backend(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = json.dumps([self.command, self.path, self.headers["X-Key"], body.decode()]).encode()
        self.send_response(202)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


class HttpProxy(ServeTest):
    def setUp(self):
        super().setUp()
        backend = http.server.HTTPServer(("127.0.0.1", 0), Backend)
        thread = threading.Thread(target=backend.serve_forever)
        thread.start()
        for undo in (backend.server_close, thread.join, backend.shutdown):
            self.addCleanup(undo)
        self.write("template.yaml", PROXY % backend.server_port)
        self.write("hello/app.py", HELLO)

    def test_its_routes_go_to_their_url_and_those_of_a_function_that_cannot_run_do_not(self):
        self.serve(last="REST API")
        self.wait_for_line(r"ANY +http://127\.0\.0\.1:\d+/Prod/\{proxy\+\} +http://127\.0\.0\.1:\d+/\{proxy\}")
        status, headers, body = self.request("POST", "/Prod/a/b?c=d", "body", front_end="REST API")
        self.assertEqual((status, json.loads(body)), (202, ["POST", "/a/b?c=d", "k", "body"]))
        self.assertIn("x-amzn-Remapped-Server", headers)
        status, _, body = self.request("GET", "/Prod/image", front_end="REST API")
        self.assertEqual((status, json.loads(body)), (501, {"message": "function Image cannot run here"}))


class ServerlessYml(ServeTest):
    """fixtures/projects/serverless_yml, as it lies there; what its functions answer is in its own test cases."""

    def setUp(self):
        super().setUp()
        shutil.copytree(os.path.join(run_case.ROOT, "fixtures", "projects", "serverless_yml"), self.directory, dirs_exist_ok=True)

    def ordered(self):
        return self.request("POST", "/orders", json.dumps({"cents": 100}), front_end="REST API")[2].decode()

    def test_its_routes_are_served_and_a_file_that_it_reads_counts_when_it_changes(self):
        self.serve(last="REST API")
        self.wait_for_line(r"POST +http://127\.0\.0\.1:\d+/dev/orders +orders-dev-create")
        self.assertIn("1.00 EUR", self.ordered())
        self.assertEqual(self.request("GET", "/mine", front_end="HTTP API")[0], 401)
        self.write("config/dev.yml", "currency: CHF\ntimeout: 3\n")
        end = time.monotonic() + SECONDS
        while "1.00 CHF" not in self.ordered():
            self.assertLess(time.monotonic(), end)

    def test_a_function_is_invoked_by_its_key_with_the_stage_that_is_given(self):
        status, output, errors = self.run_to_end("invoke", "work", "-q", "--parameter-overrides", "stage=prod")
        self.assertEqual((status, json.loads(output)["stage"]), (0, "prod"), errors)


if __name__ == "__main__":
    main()
