#include "core/samples/sample.h"

#include <fmt/format.h>

#include <array>

#include "core/samples/sources.h"

namespace lambdalocal::samples {
namespace {

constexpr std::array kLanguages = {
    Language{"python", "python", "python3.13", ""},
    Language{"nodejs", "nodejs", "nodejs22.x", ""},
    Language{"go", "provided", "provided.al2023",
             "lambdalocal test --build             # with go on PATH; also invoke --build, serve --build\n"},
    Language{"java", "java", "java21",
             "lambdalocal runtimes install java    # AWS's runtime client, with Maven, once\n"
             "lambdalocal test --build             # with mvn on PATH; also invoke --build, serve --build\n"},
};

std::span<const Source> sources_of(const Language& language) {
  if (language.name == "python") return python_sources();
  if (language.name == "nodejs") return nodejs_sources();
  return language.name == "go" ? go_sources() : java_sources();
}

// What differs from language to language in the template.
struct Properties {
  std::string_view code, handler, metadata;
};

Properties properties_of(const Language& language) {
  if (language.name == "go") return {"hello/", "bootstrap", "    Metadata: {BuildMethod: go1.x}\n"};
  if (language.name == "java") return {"hello/target/hello.jar", "hello.App::handleRequest", ""};
  return {"hello/", "app.handler", ""};
}

constexpr std::string_view kTemplate = R"(AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: {0}, a function behind an HTTP API

Globals:
  Function:
    Timeout: 10
    MemorySize: 256

Resources:
  HelloFunction:
    Type: AWS::Serverless::Function
{4}    Properties:
      FunctionName: {0}
      CodeUri: {2}
      Handler: {3}
      Runtime: {1}
      Events:
        Hello:
          Type: HttpApi
          Properties:
            Path: /hello
            Method: get

Outputs:
  HelloUrl:
    Value: !Sub 'https://${{ServerlessHttpApi}}.execute-api.${{AWS::Region}}.amazonaws.com/hello'
)";

constexpr std::string_view kEvent = R"({
  "version": "2.0",
  "routeKey": "GET /hello",
  "rawPath": "/hello",
  "rawQueryString": "name=Ada",
  "headers": {"accept": "application/json"},
  "queryStringParameters": {"name": "Ada"},
  "requestContext": {
    "http": {"method": "GET", "path": "/hello", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"},
    "routeKey": "GET /hello",
    "stage": "$default"
  },
  "isBase64Encoded": false
}
)";

constexpr std::string_view kTest = R"(# 'lambdalocal test' runs these; 'lambdalocal test --help' has every key.
Function: HelloFunction
Cases:
  greets by name:
    EventFile: events/hello.json
    Expect:
      PayloadContains: {statusCode: 200}
      LogContains: greeting Ada
  greets over HTTP:
    Request: {Path: /hello}
    Expect: {Status: 200, Payload: {message: hello world}}
)";

constexpr std::string_view kIgnored = ".aws-sam/\nnode_modules/\n__pycache__/\ntarget/\n";

}  // namespace

std::span<const Language> languages() { return kLanguages; }

const Language* find_language(std::string_view name) {
  for (const Language& language : kLanguages) {
    if (name == language.name || name.starts_with(language.families)) return &language;
  }
  return name == "node" ? &kLanguages[1] : nullptr;
}

std::vector<File> sample(const Language& language, std::string_view runtime, std::string_view name) {
  const auto [code, handler, metadata] = properties_of(language);
  std::vector<File> files = {{"template.yaml", fmt::format(kTemplate, name, runtime, code, handler, metadata)},
                             {"events/hello.json", std::string(kEvent)},
                             {"hello.lambda-test.yaml", std::string(kTest)},
                             {".gitignore", std::string(kIgnored)}};
  for (const Source& source : sources_of(language))
    files.push_back({std::string(source.path), std::string(source.text)});
  return files;
}

}  // namespace lambdalocal::samples
