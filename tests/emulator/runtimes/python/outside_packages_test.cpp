#include "emulator/runtimes/python/outside_packages.h"

#include <set>

#include "emulator/runtimes/layout.h"

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal::runtimes;

namespace {

void make_environment(const FileTree& tree, const std::string& place, const std::string& version) {
  tree.write(place + "/pyvenv.cfg", "home = /usr/bin\nversion = " + version + ".4\n");
  std::filesystem::create_directories(tree.path(place + "/lib/python" + version + "/site-packages"));
}

OutsidePackagesFound found(const FileTree& tree, const Machine& machine) {
  return outside_python_packages(tree.path("repo/functions/thumbnail"), Version{3, 12, 1}, machine);
}

std::vector<std::filesystem::path> site_packages(const FileTree& tree,
                                                 std::initializer_list<const char*> environments) {
  std::vector<std::filesystem::path> paths;
  for (const char* place : environments) paths.push_back(tree.path(place) / "lib/python3.12/site-packages");
  return paths;
}

}  // namespace

TEST_CASE("virtual environments are found from the bundle up to the repository's root") {
  const FileTree tree;
  std::filesystem::create_directories(tree.path("repo/.git"));
  make_environment(tree, "repo/functions/thumbnail/.venv", "3.12");
  make_environment(tree, "repo/venv", "3.12");
  make_environment(tree, ".venv", "3.12");  // above the repository: not the project's
  CHECK(found(tree, tree.machine()).directories ==
        site_packages(tree, {"repo/functions/thumbnail/.venv", "repo/venv"}));
}

TEST_CASE("without a repository only the bundle's directory and its parent are looked at") {
  const FileTree tree;
  make_environment(tree, "repo/functions/.venv", "3.12");
  make_environment(tree, "repo/.venv", "3.12");
  CHECK(found(tree, tree.machine()).directories == site_packages(tree, {"repo/functions/.venv"}));
}

TEST_CASE("the active environment comes first, and each once") {
  const FileTree tree;
  make_environment(tree, "repo/functions/.venv", "3.12");
  make_environment(tree, "active", "3.12");
  Machine machine = tree.machine();
  machine.environment["VIRTUAL_ENV"] = tree.path("active").string();
  CHECK(found(tree, machine).directories == site_packages(tree, {"active", "repo/functions/.venv"}));
  machine.environment["VIRTUAL_ENV"] = tree.path("repo/functions/.venv").string();
  CHECK(found(tree, machine).directories == site_packages(tree, {"repo/functions/.venv"}));
}

TEST_CASE("where editable installs have their code is found by paths in .pth files and by the installers' records") {
  const FileTree tree;
  make_environment(tree, "repo/.venv", "3.12");
  const std::string packages = "repo/.venv/lib/python3.12/site-packages/";
  for (const char* place : {"plain/src", "finder", "wheel"}) std::filesystem::create_directories(tree.path(place));
  const auto url = [&](const std::string& place) { return "{\"url\": \"file://" + tree.path(place).string() + "\""; };
  tree.write(packages + "plain.pth", "# a comment\n" + tree.path("plain/src").string() + "\r\n/nowhere\n");
  tree.write(packages + "__editable__.finder-1.0.pth", "import __editable___finder_1_0_finder; ...");
  tree.write(packages + "finder-1.0.dist-info/direct_url.json",
             url("finder") + ", \"dir_info\": {\"editable\": true}}");
  tree.write(packages + "wheel-1.0.dist-info/direct_url.json", url("wheel") + ", \"archive_info\": {}}");
  tree.write(packages + "broken-1.0.dist-info/direct_url.json", "[");
  std::filesystem::create_directories(tree.path("repo/.git"));
  const auto outside = found(tree, tree.machine());
  CHECK(std::set(outside.editable.begin(), outside.editable.end()) ==
        std::set{tree.path("plain/src"), tree.path("finder")});
}

TEST_CASE("an environment of another version is left out and named") {
  const FileTree tree;
  make_environment(tree, "repo/functions/.venv", "3.11");
  const auto result = found(tree, tree.machine());
  CHECK(result.directories.empty());
  REQUIRE(result.notes.size() == 1);
  CHECK(contains(result.notes.front(), "Python 3.11.4"));
  CHECK(contains(result.notes.front(), "3.12.1"));
}

TEST_CASE("the first environment's own python runs a function that sees its packages") {
  const FileTree tree;
  make_environment(tree, "repo/functions/.venv", "3.12");
  CHECK_FALSE(found(tree, tree.machine()).interpreter);
  tree.executable("repo/functions/.venv/bin/python", "#!/bin/sh\n");
  CHECK(found(tree, tree.machine()).interpreter == tree.path("repo/functions/.venv/bin/python"));
  make_environment(tree, "active", "3.12");  // without an interpreter
  Machine machine = tree.machine();
  machine.environment["VIRTUAL_ENV"] = tree.path("active").string();
  CHECK_FALSE(found(tree, machine).interpreter);
}

TEST_CASE("a folder that is no environment is nothing") {
  const FileTree tree;
  std::filesystem::create_directories(tree.path("repo/functions/venv/lib"));
  const auto result = found(tree, tree.machine());
  CHECK(result.directories.empty());
  CHECK(result.notes.empty());
}

TEST_CASE("the first environment's version is the one chosen for the function, whatever stands before it in its file") {
  const FileTree tree;
  const Interpreters interpreters(tree.machine());
  const auto chosen = [&] {
    return VersionsBeside(tree.path("repo/functions/thumbnail"), interpreters)
        .chosen(lambdalocal::RuntimeFamily::Python);
  };
  CHECK_FALSE(chosen());
  tree.write("repo/functions/.venv/pyvenv.cfg", "home = /opt/versions/3.8.1/bin\nversion_info = 3.11.4.final.0\n");
  REQUIRE(chosen());
  CHECK(chosen()->minor == 11);
  CHECK_FALSE(
      VersionsBeside(tree.path("repo/functions/thumbnail"), interpreters).chosen(lambdalocal::RuntimeFamily::NodeJs));
  make_environment(tree, "repo/functions/thumbnail/venv", "3.12");
  CHECK(chosen()->minor == 12);
}
