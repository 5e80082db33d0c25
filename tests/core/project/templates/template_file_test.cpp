// Templates of fixtures/templates, written after what public ones use, with what is made of each: template.* beside expected.txt.
#include "core/project/templates/template_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/catch.h"
#include "tests/support/golden.h"
#include "tests/support/paths.h"
#include "tests/support/template_summary.h"

using namespace lambdalocal;
using namespace lambdalocal::templates;
namespace fs = std::filesystem;

namespace {

Result<std::string> read(const fs::path& path) {
  const fs::path real = test::source_directory() / "fixtures/templates" / path.lexically_relative("/project");
  if (!fs::is_regular_file(real)) return Error{ErrorKind::BadConfiguration, path.string() + " is not there"};
  std::ostringstream text;
  text << std::ifstream(real).rdbuf();
  return text.str();
}

TemplateFile file_of(const std::string& name) {
  for (const char* file : {"template.yaml", "template.json"}) {
    const fs::path path = fs::path("/project") / name / file;
    const auto text = read(path);
    if (!text) continue;
    Deployment deployment;
    deployment.read_file = read;
    auto whole = TemplateFile::read(*text, path, std::move(deployment));
    if (!whole) FAIL(whole.error().message);
    return *std::move(whole);
  }
  FAIL("no template in " + name);
  std::abort();
}

}  // namespace

TEST_CASE("every template of the fixtures has its golden functions and routes") {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(test::source_directory() / "fixtures/templates")) {
    if (entry.is_directory()) names.push_back(entry.path().filename());
  }
  std::ranges::sort(names);
  CHECK(names.size() > 10);
  for (const std::string& name : names) {
    CAPTURE(name);
    const std::string actual = summary_of(file_of(name));
    CHECK(actual == test::golden(fmt::format("fixtures/templates/{}/expected.txt", name), actual));
  }
}

TEST_CASE("a function of a template is found by its logical id, its name, and CDK's construct id and path") {
  Deployment deployment;
  auto file = TemplateFile::read(R"({"Resources": {"HelloHandler2E4FBA4D": {"Type": "AWS::Lambda::Function",
      "Properties": {"FunctionName": "hi", "Handler": "a.b"}, "Metadata": {"aws:cdk:path": "Stack/Hello/Resource"}}}})",
                                 "t.json", deployment);
  REQUIRE(file.ok());
  for (const char* name : {"HelloHandler2E4FBA4D", "hi", "Hello", "Stack/Hello", "HelloHandler"}) {
    CAPTURE(name);
    CHECK(file->find(name) == &file->functions().front());
  }
  CHECK(file->find("Other") == nullptr);
}

TEST_CASE("what is no template is refused with what to do") {
  const auto refused = [](std::string_view text) {
    auto file = TemplateFile::read(text, "t.yaml", {});
    REQUIRE_FALSE(file.ok());
    return file.error().message;
  };
  CHECK(refused("[1]") == "t.yaml:1:1: a template is an object with Resources, not a list");
  CHECK(refused("a: 1") ==
        "t.yaml:1:1: there are no Resources\na template of SAM or CloudFormation lists its functions there");
  CHECK(refused("Resources: 1") == "t.yaml:1:12: Resources must be an object, not a number");
}
