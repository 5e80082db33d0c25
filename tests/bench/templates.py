"""Templates: reading one of 2,000 lines with 100 functions, and what a name of a SAM project costs over its directory."""

import os
import statistics

from measure import Row, ms

FUNCTION = """  Function{number}:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/function{number}
      Handler: app.handler
      FunctionName: !Sub '${{AWS::StackName}}-function{number}'
      Timeout: !Ref Timeout
      Environment:
        Variables:
          TABLE: !Ref Table
          QUEUE: !GetAtt Queue.Arn
          TOPIC: !Join [':', [arn, !Ref 'AWS::Partition', sns, !Ref 'AWS::Region', topic{number}]]
          STAGE: !If [IsProd, prod, !Ref Stage]
      Events:
        Get:
          Type: Api
          Properties:
            Path: /items{number}/{{id}}
            Method: get
      Description: number {number} of many
"""

HEAD = """AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
  Timeout: {Type: Number, Default: 10}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Globals:
  Function:
    Runtime: python3.13
    MemorySize: 256
    Environment:
      Variables:
        LEVEL: INFO
Resources:
  Table: {Type: AWS::DynamoDB::Table}
  Queue: {Type: AWS::SQS::Queue}
"""


def write(directory, text):
    os.makedirs(directory, exist_ok=True)
    path = os.path.join(directory, "template.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def rows(bench):
    text = HEAD + "".join(FUNCTION.format(number=number) for number in range(100))
    path = write(os.path.join(bench.scratch, "large-template"), text)
    driver = [os.path.join(bench.build, "tests", "bench", "bench_template_driver"), path, str(bench.runs)]
    taken = statistics.median(float(line) for line in bench.output(driver).split())
    yield Row(f"a template of {text.count(chr(10)):,} lines with 100 functions, parsed and worked out", taken, 30, "ms")

    directory = os.path.join(bench.functions, "python")
    runtime = bench.runtime("python")
    template = write(os.path.join(bench.scratch, "sam"), f"""Transform: AWS::Serverless-2016-10-31
Globals: {{Function: {{Runtime: {runtime}, Timeout: 10}}}}
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: {directory}
      Handler: hello.handler
      Events: {{Get: {{Type: Api, Properties: {{Path: /hello, Method: get}}}}}}
""")
    event = ["--event", '{"name": "cold"}', "--quiet"]
    named = [bench.binary, "invoke", "Hello", "-t", template, *event]
    direct = bench.invoke("python", *event, handler="hello.handler", runtime=runtime)
    bench.same_answer(named, direct)
    by_name, by_directory = bench.alternate(lambda: bench.wall(named), lambda: bench.wall(direct))
    yield Row(f"invoke of a function by its name in a SAM project, over invoke of its directory, {runtime}",
              (by_name - by_directory) * 1000, 4, "ms", f"{ms(by_name)} against {ms(by_directory)}")
