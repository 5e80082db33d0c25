#include "emulator/runtimes/inference.h"

#include "emulator/runtimes/interpreters/interpreters.h"
#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

std::string inferred(const FileTree& tree) {
  tree.binary("home/.pyenv/versions/3.12.1/bin/python3.12");
  const auto result = infer(tree.path("bundle"), std::nullopt, std::nullopt, Interpreters(tree.machine()));
  return result ? std::string(result->runtime.id) + " " + result->handler : "! " + result.error().message;
}

constexpr const char* kHandler = "def lambda_handler(event, context):\n    return event\n";

}  // namespace

TEST_CASE("a bundle's directory gives runtime and handler") {
  const FileTree tree;
  tree.write("bundle/app.py", kHandler);
  CHECK(inferred(tree) == "python3.12 app.lambda_handler");
}

TEST_CASE("a bootstrap counts also when it is not executable: AWS says so later") {
  const FileTree tree;
  tree.write("bundle/bootstrap", "#!/bin/sh\n");
  CHECK(inferred(tree) == "provided.al2023 bootstrap");
}

TEST_CASE("a folder named bootstrap is no bootstrap") {
  const FileTree tree;
  tree.write("bundle/bootstrap/readme", "");
  tree.write("bundle/app.py", kHandler);
  CHECK(inferred(tree) == "python3.12 app.lambda_handler");
}

TEST_CASE("links inside a bundle are followed, links that lead out are not") {
  const FileTree tree;
  tree.write("bundle/code/real.py", kHandler);
  tree.link("bundle/app.py", "code/real.py");
  tree.write("outside/secret.py", kHandler);
  tree.link("bundle/lambda_function.py", tree.path("outside/secret.py"));
  tree.link("bundle/src", tree.path("outside"));
  CHECK(inferred(tree) == "python3.12 app.lambda_handler");
}

TEST_CASE("links that go round in a circle end the search") {
  const FileTree tree;
  std::filesystem::create_directories(tree.path("bundle/a"));
  tree.link("bundle/a/b", tree.path("bundle/a"));
  CHECK(inferred(tree).starts_with("! find the function's handler"));
}

TEST_CASE("a bundle that does not exist offers nothing") {
  const FileTree tree;
  CHECK(inferred(tree).starts_with("! find the function's handler"));
}
