#include "emulator/doctor/runtime_checks.h"

#include <algorithm>

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal;
using namespace lambdalocal::doctor;

namespace {

ProjectFunction function_with(const std::string& name, const std::string& runtime, const std::filesystem::path& code) {
  ProjectFunction function;
  function.name = name;
  function.code = code;
  if (!runtime.empty()) function.settings.runtime = runtime;
  return function;
}

Project project_of(const std::vector<ProjectFunction>& functions) {
  Project project;
  for (const ProjectFunction& function : functions) project.functions.emplace(function.name, function);
  return project;
}

const Check& check_named(const std::vector<Check>& checks, const std::string& name) {
  const auto found = std::ranges::find(checks, name, &Check::name);
  REQUIRE(found != checks.end());
  return *found;
}

}  // namespace

TEST_CASE("a runtime that is needed and not there is a problem, one that is not needed is none") {
  const runtimes::FileTree tree;
  tree.binary("bin/python3.12");
  const runtimes::Interpreters interpreters(tree.machine("bin"));
  const Project project = project_of({function_with("orders", "python3.12", tree.path("orders")),
                                      function_with("pets", "python3.13", tree.path("pets")),
                                      function_with("thumbs", "ruby3.4", tree.path("thumbs"))});
  const Needs needs = needs_of(project, interpreters);
  CHECK(needs.runtimes.size() == 3);
  const auto checks = runtime_checks(interpreters, needs);
  CHECK(check_named(checks, "python3.12").level == Level::Ok);
  const Check& nearest = check_named(checks, "python3.13");
  CHECK(nearest.level == Level::Warning);
  CHECK(contains(nearest.found, "3.12"));
  CHECK(contains(nearest.effect, "pets"));
  const Check& missing = check_named(checks, "ruby3.4");
  CHECK(missing.level == Level::Problem);
  CHECK(missing.is_runtime);
  CHECK(missing.effect == "thumbs cannot run");
  CHECK(contains(missing.remedy, "install"));
  CHECK(check_named(checks, "Node.js").level == Level::Info);
  CHECK(contains(check_named(checks, "Node.js").remedy, "install"));
  CHECK(check_named(checks, "python SDK").level == Level::Info);
}

TEST_CASE("another version is a problem where the exact one is asked for") {
  const runtimes::FileTree tree;
  tree.binary("bin/python3.12");
  const runtimes::Interpreters interpreters(tree.machine("bin"));
  ProjectFunction function = function_with("pets", "python3.13", tree.path("pets"));
  function.local.version_match = VersionMatch::Exact;
  const Project project = project_of({function});
  CHECK(check_named(runtime_checks(interpreters, needs_of(project, interpreters)), "python3.13").level ==
        Level::Problem);
}

TEST_CASE("Java without AWS's client is a problem for functions that need it, with the command that installs it") {
  const runtimes::FileTree tree;
  tree.binary("jdk/bin/java");
  tree.write("jdk/release", "JAVA_VERSION=\"21.0.2\"\n");
  tree.write("fn/Handler.class", "\xca\xfe\xba\xbe");
  runtimes::Machine machine = tree.machine();
  machine.environment["JAVA_HOME"] = tree.path("jdk").string();
  const runtimes::Interpreters interpreters(machine);
  ProjectFunction function = function_with("orders", "java21", tree.path("fn"));
  function.settings.handler = "Handler::handle";
  const Project project = project_of({function});
  const auto needed = runtime_checks(interpreters, needs_of(project, interpreters));
  CHECK(check_named(needed, "java21").level == Level::Problem);
  CHECK(check_named(needed, "java21").remedy == "lambdalocal runtimes install java");
  CHECK(check_named(runtime_checks(interpreters, {}), "Java").level == Level::Info);
}

TEST_CASE("what a function's settings do not say is found in its directory, else it is told") {
  const runtimes::FileTree tree;
  tree.binary("bin/python3.12");
  tree.write("found/lambda_function.py", "def lambda_handler(event, context): pass\n");
  std::filesystem::create_directories(tree.path("empty"));
  const runtimes::Interpreters interpreters(tree.machine("bin"));
  ProjectFunction large = function_with("found", "", tree.path("found"));
  large.settings.memory_size_mb = 3008;
  const Project project = project_of({large, function_with("empty", "", tree.path("empty"))});
  const Needs needs = needs_of(project, interpreters);
  REQUIRE(needs.runtimes.size() == 1);
  CHECK(needs.runtimes[0].runtime.id == "python3.12");
  CHECK(needs.untold == std::vector<std::string>{"empty"});
  CHECK(needs.memory_mb == 3008);
}
