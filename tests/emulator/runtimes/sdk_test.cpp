#include "emulator/runtimes/sdk.h"

#include <algorithm>

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

RuntimeId id(const char* name) { return *find_runtime(name); }

Interpreter python(const FileTree& tree) {
  return {RuntimeFamily::Python, Version{3, 12, 1}, tree.binary("py/bin/python3.12"), "PATH"};
}

Interpreter node(const FileTree& tree) {
  return {RuntimeFamily::NodeJs, Version{22, 3, 0}, tree.binary("node/bin/node"), "PATH"};
}

}  // namespace

TEST_CASE("the SDK lies in a directory of its interpreter's version") {
  CHECK(sdk_directory("/data", id("python3.9"), Version{3, 12, 1}) == "/data/sdk/python3.12");
  CHECK(sdk_directory("/data", id("nodejs22.x"), Version{20, 1, 0}) == "/data/sdk/nodejs");
  CHECK(sdk_directory("/data", id("nodejs16.x"), Version{20, 1, 0}) == "/data/sdk/nodejs-v2");
  CHECK(sdk_directory("/data", id("provided.al2023"), Version{}).empty());
}

TEST_CASE("an SDK is there when its package is") {
  const FileTree tree;
  const Version version{3, 12, 1};
  CHECK_FALSE(installed_sdk(tree.path("data"), id("python3.12"), version)->has_value());
  std::filesystem::create_directories(tree.path("data/sdk/python3.12/boto3"));
  CHECK(*installed_sdk(tree.path("data"), id("python3.12"), version) == tree.path("data/sdk/python3.12"));
  std::filesystem::create_directories(tree.path("data/sdk/nodejs/node_modules/@aws-sdk"));
  CHECK(*installed_sdk(tree.path("data"), id("nodejs22.x"), version) == tree.path("data/sdk/nodejs"));
  CHECK_FALSE(installed_sdk(tree.path("data"), id("nodejs14.x"), version)->has_value());
  CHECK_FALSE(installed_sdk(tree.path("data"), id("provided.al2023"), version)->has_value());
}

TEST_CASE("boto3 is installed by the interpreter's own pip") {
  const FileTree tree;
  tree.write("py/lib/python3.12/site-packages/pip/__main__.py", "");
  const auto command = sdk_install_command(Interpreters(tree.machine()), python(tree), id("python3.12"), {});
  REQUIRE(command);
  CHECK(command->directory == tree.path("data/sdk/python3.12"));
  CHECK(command->arguments.front() == tree.path("py/bin/python3.12").string());
  CHECK(command->arguments.back() == "boto3");
  CHECK(std::ranges::count(command->arguments, "--target") == 1);
}

TEST_CASE("without pip, uv installs; without both the error says how to get one") {
  const FileTree tree;
  const auto none = sdk_install_command(Interpreters(tree.machine()), python(tree), id("python3.12"), {});
  REQUIRE_FALSE(none);
  CHECK(none.error().kind == ErrorKind::RuntimeMissing);
  CHECK(contains(none.error().message, "ensurepip"));
  tree.binary("bin/uv");
  const auto command =
      sdk_install_command(Interpreters(tree.machine("bin")), python(tree), id("python3.12"), {{"boto3==1.40.0"}});
  REQUIRE(command);
  CHECK(command->arguments.front() == tree.path("bin/uv").string());
  CHECK(command->arguments.back() == "boto3==1.40.0");
}

TEST_CASE("the npm beside the interpreter goes before that on PATH") {
  const FileTree tree;
  tree.executable("bin/npm", "#!/usr/bin/env node\n");
  const auto install = [&](const std::vector<std::string>& packages) {
    const auto command =
        sdk_install_command(Interpreters(tree.machine("bin")), node(tree), id("nodejs22.x"), {packages});
    REQUIRE(command);
    return *command;
  };
  CHECK(install({}).arguments.front() == tree.path("bin/npm").string());
  tree.executable("node/bin/npm", "#!/usr/bin/env node\n");
  const InstallCommand command = install({"@aws-sdk/client-foo"});
  CHECK(command.arguments.front() == tree.path("node/bin/npm").string());
  CHECK(command.arguments.back() == "@aws-sdk/client-foo");
  CHECK(command.search_path_first == tree.path("node/bin"));
}

TEST_CASE("what functions use most is installed by default") {
  const auto packages = default_sdk_packages(id("nodejs22.x"));
  for (const char* wanted : {"@aws-sdk/client-s3", "@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb",
                             "@aws-sdk/client-sqs", "@aws-sdk/s3-request-presigner"}) {
    CHECK(std::ranges::count(packages, wanted) == 1);
  }
  CHECK(default_sdk_packages(id("nodejs16.x")) == std::vector<std::string>{"aws-sdk@2"});
}

TEST_CASE("an option in place of a package's name is refused") {
  const FileTree tree;
  const auto command =
      sdk_install_command(Interpreters(tree.machine()), python(tree), id("python3.12"), {{"--index-url=x"}});
  REQUIRE_FALSE(command);
  CHECK(command.error().kind == ErrorKind::Usage);
}
