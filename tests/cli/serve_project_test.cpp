#include "cli/commands/serve_project.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/catch.h"

using namespace lambdalocal;
namespace fs = std::filesystem;

namespace {

constexpr const char* kTemplate = R"(
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: app.handler
      Runtime: python3.13
      Events: {Get: {Type: Api, Properties: {Path: /hello, Method: get}}}
)";

// The front ends with their ports, of a directory with the template.
std::string front_ends(const commands::ServeOptions& options) {
  std::string name = (fs::temp_directory_path() / "lambdalocal-test-XXXXXX").string();
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  fs::create_directory(fs::path(name) / "src");
  std::ofstream(fs::path(name) / "src/app.py") << "def handler(event, context): pass\n";
  std::ofstream(fs::path(name) / "template.yaml") << kTemplate;
  const auto project = commands::read_served_project(options, name);
  fs::remove_all(name);
  REQUIRE(project);
  std::string text;
  for (const auto& [called, front_end] : project->front_ends) {
    text += called + " " + (front_end.port ? std::to_string(*front_end.port) : "any") + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("the REST API of a template without an HTTP API is where people look for one") {
  CHECK(front_ends({}) == "REST API 3000\n");
  commands::ServeOptions options;
  options.http_port = 4000;
  CHECK(front_ends(options) == "REST API 4000\n");
}

TEST_CASE("a port for the REST API of a template opens no HTTP API without routes") {
  commands::ServeOptions options;
  options.rest_port = 4002;
  CHECK(front_ends(options) == "REST API 4002\n");
  options.http_port = 4000;
  CHECK(front_ends(options) == "HTTP API 4000\nREST API 4002\n");
}
