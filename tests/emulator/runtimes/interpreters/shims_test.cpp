#include "emulator/runtimes/interpreters/shims.h"

#include "emulator/runtimes/family.h"
#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

constexpr const char* kPyenvShim =
    "#!/usr/bin/env bash\nexec \"/users/u/.pyenv/libexec/pyenv\" exec \"$program\" \"$@\"\n";

// A pyenv with 3.11.7, 3.12.1 and 3.12.9, and its python3 shim.
void install_pyenv(const FileTree& tree) {
  tree.executable("home/.pyenv/shims/python3", kPyenvShim);
  tree.binary("home/.pyenv/versions/3.11.7/bin/python3.11");
  tree.binary("home/.pyenv/versions/3.12.1/bin/python3.12");
  tree.binary("home/.pyenv/versions/3.12.9/bin/python3.12");
}

std::string stands_for(const FileTree& tree, const Machine& machine) {
  const auto real = real_binary(VersionManagers(machine), *family_of(RuntimeFamily::Python)->interpreters(),
                                tree.path("home/.pyenv/shims/python3"), std::nullopt);
  return real ? std::filesystem::relative(real->path, tree.path("home/.pyenv/versions")).string() : "none";
}

}  // namespace

TEST_CASE("a pyenv shim stands for its newest version when nothing is selected") {
  const FileTree tree;
  install_pyenv(tree);
  CHECK(stands_for(tree, tree.machine()) == "3.12.9/bin/python3.12");
}

TEST_CASE("pyenv's variable goes before .python-version, that before the global version") {
  const FileTree tree;
  install_pyenv(tree);
  Machine machine = tree.machine();
  tree.write("home/.pyenv/version", "3.11.7\n");
  CHECK(stands_for(tree, machine) == "3.11.7/bin/python3.11");
  tree.write(".python-version", "3.12\n");
  CHECK(stands_for(tree, machine) == "3.12.9/bin/python3.12");
  tree.write("work/.python-version", "3.12.1\n");
  CHECK(stands_for(tree, machine) == "3.12.1/bin/python3.12");
  machine.environment["PYENV_VERSION"] = "3.11.7:3.12.1";
  CHECK(stands_for(tree, machine) == "3.11.7/bin/python3.11");
}

TEST_CASE("a shim that stands for the system's interpreter stands for none of its manager's") {
  const FileTree tree;
  install_pyenv(tree);
  tree.write("home/.pyenv/version", "system\n");
  CHECK(stands_for(tree, tree.machine()) == "none");
}

TEST_CASE("a selected version that is not installed leaves the next one") {
  const FileTree tree;
  install_pyenv(tree);
  tree.write("home/.pyenv/version", "3.9.1\n3.11.7\n");
  CHECK(stands_for(tree, tree.machine()) == "3.11.7/bin/python3.11");
  tree.write("home/.pyenv/version", "3.1\n");
  CHECK(stands_for(tree, tree.machine()) == "none");
}

TEST_CASE("a snap's link leads into the snap") {
  const FileTree tree;
  tree.binary("system/usr/bin/snap");
  tree.link("system/snap/bin/node", tree.path("system/usr/bin/snap"));
  tree.binary("system/snap/node/current/bin/node");
  const Machine machine = tree.machine();
  const auto real = real_binary(VersionManagers(machine), *family_of(RuntimeFamily::NodeJs)->interpreters(),
                                tree.path("system/snap/bin/node"), std::nullopt);
  REQUIRE(real);
  CHECK(real->path == tree.path("system/snap/node/current/bin/node"));
}

TEST_CASE("a real binary stands for itself, by its canonical path") {
  const FileTree tree;
  tree.binary("opt/python3.12");
  tree.link("bin/python3", tree.path("opt/python3.12"));
  const Machine machine = tree.machine();
  const auto real = real_binary(VersionManagers(machine), *family_of(RuntimeFamily::Python)->interpreters(),
                                tree.path("bin/python3"), std::nullopt);
  REQUIRE(real);
  CHECK(real->path == tree.path("opt/python3.12"));
  CHECK(real->manager.empty());
}
