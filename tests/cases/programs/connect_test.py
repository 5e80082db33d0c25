#!/usr/bin/env python3
"""Functions that are served together call each other through the Lambda API of the same `serve`."""

import json

from serving import ServeTest
from support import main

CALLER = """
import json, os, urllib.request

def handler(event, context):
    url = os.environ["AWS_ENDPOINT_URL_LAMBDA"] + "/2015-03-31/functions/callee/invocations"
    with urllib.request.urlopen(urllib.request.Request(url, json.dumps(event).encode(), method="POST")) as answer:
        return json.load(answer)
"""

CALLEE = """
def handler(event, context):
    return [event, context.function_name]
"""

REFUSED = """
def handler(event, context):
    raise RuntimeError("An error occurred (UnrecognizedClientException) when calling the Invoke operation: no")
"""


class Connect(ServeTest):
    def test_connected_functions_reach_each_other(self):
        self.write("caller/app.py", CALLER)
        self.write("callee/app.py", CALLEE)
        self.serve("caller", "callee", "--connect")
        self.assertEqual(json.loads(self.invoke("caller", 7)[2]), [7, "callee"])

    def test_a_function_that_called_aws_gets_a_hint_once(self):
        self.write("fn/app.py", REFUSED)
        self.serve("fn")
        for _ in range(2):
            self.invoke("fn", 1)
        self.wait_for_line("functions that are served together reach each other with serve --connect")
        status = self.stop()
        self.assertEqual(status, 0)
        self.assertEqual("".join(self.lines).count("called the Lambda API of AWS"), 1)


if __name__ == "__main__":
    main()
