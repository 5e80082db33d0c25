#include "emulator/runtimes/start.h"

#include <algorithm>

#include "emulator/runtimes/runtime_directory.h"
#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

Result<Command> start(const FileTree& tree, const char* id, std::map<std::string, std::string> environment = {}) {
  Function function;
  function.runtime = *find_runtime(id);
  function.memory_size_mb = 512;
  function.environment = std::move(environment);
  Layout layout;
  layout.task_root = tree.path("task");
  const auto bootstraps = open_runtime_directory(function.runtime.family, tree.path("cache"));
  REQUIRE(bootstraps);
  layout.runtime_directory = bootstraps->path;
  const ResolvedRuntime resolved{tree.binary("bin/interpreter"), Version{24, 3, 1}, std::nullopt};
  return start_command(function, resolved, layout, tree.machine());
}

}  // namespace

TEST_CASE("each family is started in its own way") {
  const FileTree tree;
  const auto python = start(tree, "python3.12");
  REQUIRE(python);
  CHECK(python->executable == tree.path("bin/interpreter"));
  CHECK(std::ranges::any_of(python->arguments, [](const std::string& one) { return one.ends_with("/bootstrap.py"); }));

  const auto node = start(tree, "nodejs22.x");
  REQUIRE(node);
  CHECK(std::ranges::any_of(node->arguments, [](const std::string& one) { return one.ends_with("/callbacks.cjs"); }));
  CHECK(std::ranges::count(node->arguments, "--max-old-space-size=461") == 1);  // by the function's memory

  const auto custom = start(tree, "provided.al2023");
  REQUIRE(custom);
  CHECK(custom->problem);  // there is no bootstrap
  const auto ruby = start(tree, "ruby3.4");
  REQUIRE(ruby);
  CHECK(ruby->arguments.back().ends_with("/ruby/bootstrap.rb"));
  CHECK(start(tree, "go1.x").error().kind == ErrorKind::NotEmulated);
}

TEST_CASE("the exec wrapper goes around managed runtimes and not around custom ones") {
  const FileTree tree;
  const auto wrapper = tree.executable("task/wrapper", "#!/bin/bash\nexec \"$@\"\n");
  const std::map<std::string, std::string> environment = {{"AWS_LAMBDA_EXEC_WRAPPER", "/var/task/wrapper"}};
  const auto python = start(tree, "python3.12", environment);
  REQUIRE(python);
  CHECK(python->executable == wrapper);
  CHECK(python->arguments[1] == tree.path("bin/interpreter").string());
  const auto bootstrap = tree.executable("task/bootstrap", "#!/bin/bash\n");
  const auto custom = start(tree, "provided.al2023", environment);
  REQUIRE(custom);
  CHECK(custom->executable == bootstrap);
}
