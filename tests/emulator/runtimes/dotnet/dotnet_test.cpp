#include "emulator/runtimes/dotnet/dotnet.h"

#include <algorithm>

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

struct DotNetFixture {
  DotNetFixture() {
    function.runtime = *find_runtime("dotnet8");
    layout.task_root = tree.path("task");
    std::filesystem::create_directories(layout.task_root);
  }
  Result<Command> start(const char* handler, int major = 8) {
    function.handler = handler;
    return dotnet_command(function, {dotnet, Version{major, 0, 11}, std::nullopt}, layout, tree.machine());
  }
  std::string task(const char* name) const { return tree.path("task").string() + "/" + name; }

  FileTree tree;
  Function function;
  Layout layout;
  std::filesystem::path dotnet = tree.binary("dotnet/dotnet");
};

}  // namespace

TEST_CASE("an executable assembly runs through dotnet, its binary by itself") {
  DotNetFixture f;
  f.tree.write("task/Shop.dll", "");
  const auto assembly = f.start("Shop");
  REQUIRE(assembly);
  CHECK(assembly->arguments == std::vector<std::string>{f.dotnet.string(), "exec", f.task("Shop.dll")});
  CHECK(assembly->environment.at("DOTNET_ROOT") == f.tree.path("dotnet").string());
  CHECK(assembly->environment.at("LAMBDA_RUNTIME_NAME") == "dotnet8");
  CHECK_FALSE(assembly->environment.contains("DOTNET_ROLL_FORWARD"));
  CHECK(f.start("Shop.dll", 10)->environment.at("DOTNET_ROLL_FORWARD") == "Major");
  f.tree.executable("task/Native", "");
  CHECK(f.start("Native")->executable == f.task("Native"));
}

TEST_CASE("a class library's handler runs through RuntimeSupport with the library's own files") {
  DotNetFixture f;
  f.tree.write("task/Shop.deps.json", "{}");
  f.tree.write("task/Shop.runtimeconfig.json", "{}");
  const auto missing = f.start("Shop::Shop.Orders::Add");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == ErrorKind::RuntimeMissing);
  CHECK(contains(missing.error().message, "runtimes install dotnet --from"));
  f.layout.sdk = f.tree.path("data/sdk/dotnet");
  const auto command = f.start("Shop::Shop.Orders::Add");
  REQUIRE(command);
  CHECK(command->arguments ==
        std::vector<std::string>{f.dotnet.string(), "exec", "--depsfile", f.task("Shop.deps.json"), "--runtimeconfig",
                                 f.task("Shop.runtimeconfig.json"),
                                 f.tree.path("data/sdk/dotnet").string() + "/Amazon.Lambda.RuntimeSupport.dll",
                                 "Shop::Shop.Orders::Add"});
  // The only such files of the package serve for a handler of another assembly.
  CHECK(contains(f.start("Other::Other.Orders::Add")->arguments[3], "Shop.deps.json"));
}

TEST_CASE("a .NET package without what its handler needs ends as Lambda's start script does") {
  DotNetFixture f;
  const auto code_of = [&](const char* handler) {
    const auto command = f.start(handler);
    REQUIRE(command);
    REQUIRE(command->arguments.size() == 5);
    CHECK(command->arguments[4].starts_with("Error: "));
    return command->arguments[2].substr(command->arguments[2].rfind(' ') + 1);
  };
  CHECK(code_of("Shop") == "104");
  CHECK(code_of("Shop::Shop.Orders::Add") == "105");
  f.tree.write("task/Shop.deps.json", "{}");
  CHECK(code_of("Shop::Shop.Orders::Add") == "106");
}

TEST_CASE("a dotnet runs each version whose runtime lies beside it") {
  const FileTree tree;
  tree.binary("root/dotnet");
  for (const char* version : {"8.0.11", "10.0.0"})
    tree.write("root/shared/Microsoft.NETCore.App/" + std::string(version) + "/a", "");
  const Interpreters interpreters(tree.machine("root"));
  CHECK(interpreters.find(RuntimeFamily::DotNet, 8, 0)->version.text() == "8.0.11");
  CHECK(interpreters.find(RuntimeFamily::DotNet, 10, 0)->path == tree.path("root/dotnet"));
  CHECK(interpreters.all(RuntimeFamily::DotNet).size() == 2);
  const auto none = resolve(*find_runtime("dotnet8"), Interpreters(tree.machine()), VersionMatch::Nearest);
  REQUIRE_FALSE(none);
  CHECK(none.error().kind == ErrorKind::RuntimeMissing);
  CHECK(contains(none.error().message, "there is no .NET on this machine"));
  CHECK(contains(none.error().message, "dotnet-runtime-8.0)"));
  Machine rooted = tree.machine();
  rooted.environment["DOTNET_ROOT"] = tree.path("root").string();
  CHECK(Interpreters(rooted).find(RuntimeFamily::DotNet, 8, 0));
}

TEST_CASE("RuntimeSupport is installed from a directory that holds it") {
  const FileTree tree;
  tree.write("published/Amazon.Lambda.RuntimeSupport.dll", "support");
  tree.write("published/Amazon.Lambda.Core.dll", "core");
  tree.write("published/Shop.dll", "not this");
  const Interpreters interpreters(tree.machine());
  const Interpreter dotnet{RuntimeFamily::DotNet, Version{8, 0, 1}, tree.binary("dotnet/dotnet"), "PATH"};
  const auto install = [&](InstallSource source) {
    return sdk_install_command(interpreters, dotnet, *find_runtime("dotnet8"), std::move(source));
  };
  CHECK(install({}).error().kind == ErrorKind::Usage);
  const auto command = install({{}, tree.path("published")});
  REQUIRE(command);
  std::filesystem::create_directories(command->directory);
  REQUIRE(command->after());
  CHECK(std::filesystem::exists(tree.path("data/sdk/dotnet/Amazon.Lambda.Core.dll")));
  CHECK_FALSE(std::filesystem::exists(tree.path("data/sdk/dotnet/Shop.dll")));
  CHECK(installed_sdk(tree.path("data"), *find_runtime("dotnet8"), Version{8, 0, 1})->has_value());
  CHECK_FALSE(install({{}, tree.path("nothing")})->after());
}
