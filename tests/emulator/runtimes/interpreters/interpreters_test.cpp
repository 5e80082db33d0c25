#include "emulator/runtimes/interpreters/interpreters.h"

#include <chrono>

#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;
using enum RuntimeFamily;

namespace {

// "path (version, found by)" relative to the tree, or "none".
std::string shown(const FileTree& tree, const std::optional<Interpreter>& interpreter) {
  if (!interpreter) return "none";
  const std::string path = std::filesystem::relative(interpreter->path, tree.path(""));
  return path + " (" + interpreter->version.text() + ", " + interpreter->found_by + ")";
}

std::string found(const FileTree& tree, const Machine& machine, RuntimeFamily family, int major, int minor = 0) {
  return shown(tree, Interpreters(machine).find(family, major, minor));
}

constexpr const char* kPyenvShim =
    "#!/usr/bin/env bash\nexec \"/users/u/.pyenv/libexec/pyenv\" exec \"$program\" \"$@\"\n";

// A real Python of the machine the tests run on, copied to a name that does not tell its version.
bool copy_real_python(const std::filesystem::path& to) {
  Machine real;
  real.environment = {{"PATH", "/usr/bin:/usr/local/bin"}};
  if (const char* home = std::getenv("HOME")) real.environment["HOME"] = home;
  const Interpreters interpreters(real);
  const auto& all = interpreters.all(Python);
  if (all.empty()) return false;
  std::filesystem::create_directories(to.parent_path());
  return std::filesystem::copy_file(all.front().path, to, std::filesystem::copy_options::overwrite_existing);
}

}  // namespace

TEST_CASE("python3.12 on PATH is found in PATH's order and resolved to the real binary") {
  const FileTree tree;
  tree.binary("real/python3.12");
  tree.link("first/python3.12", tree.path("real/python3.12"));
  tree.binary("second/python3.12");
  CHECK(found(tree, tree.machine("none:first:second"), Python, 3, 12) == "real/python3.12 (3.12, PATH)");
  CHECK(found(tree, tree.machine("second:first"), Python, 3, 12) == "second/python3.12 (3.12, PATH)");
  CHECK(found(tree, tree.machine("first"), Python, 3, 13) == "none");
}

TEST_CASE("what is not executable, a directory or a dangling link is passed over") {
  const FileTree tree;
  tree.write("a/python3.12", "text");
  std::filesystem::create_directories(tree.path("b/python3.12"));
  tree.link("c/python3.12", tree.path("nowhere"));
  tree.binary("d/python3.12");
  CHECK(found(tree, tree.machine("a:b:c:d"), Python, 3, 12) == "d/python3.12 (3.12, PATH)");
}

TEST_CASE("a relative directory on PATH is not searched") {
  const FileTree tree;
  Machine machine = tree.machine();
  machine.environment["PATH"] = ".:bin:";
  CHECK(machine.search_path().empty());
}

TEST_CASE("each directory of PATH is searched once, also under another name") {
  const FileTree tree;
  tree.binary("usr/bin/python3.12");
  tree.link("bin", "usr/bin");
  const std::vector<std::filesystem::path> once = {tree.path("bin")};
  CHECK(tree.machine("bin:usr/bin:bin:nowhere").search_path() == once);
}

TEST_CASE("interpreters of the system are found though PATH does not name them") {
  const FileTree tree;
  tree.binary("system/usr/bin/python3.9");
  CHECK(found(tree, tree.machine(), Python, 3, 9) == "system/usr/bin/python3.9 (3.9, PATH)");
}

TEST_CASE("a pyenv shim is resolved to what it stands for, never run") {
  const FileTree tree;
  tree.executable("home/.pyenv/shims/python3.12", kPyenvShim);
  tree.executable("home/.pyenv/shims/python3", kPyenvShim);
  tree.binary("home/.pyenv/versions/3.12.1/bin/python3.12");
  tree.binary("home/.pyenv/versions/3.12.10/bin/python3.12");
  tree.binary("home/.pyenv/versions/3.13.0/bin/python3.13");
  const Machine machine = tree.machine("home/.pyenv/shims");
  CHECK(found(tree, machine, Python, 3, 12) == "home/.pyenv/versions/3.12.10/bin/python3.12 (3.12.10, pyenv)");
  CHECK(found(tree, machine, Python, 3, 13) == "home/.pyenv/versions/3.13.0/bin/python3.13 (3.13.0, pyenv)");
}

TEST_CASE("a shim whose manager has no such version is passed over") {
  const FileTree tree;
  tree.executable("home/.pyenv/shims/python3.12", kPyenvShim);
  tree.binary("bin/python3.12");
  CHECK(found(tree, tree.machine("home/.pyenv/shims:bin"), Python, 3, 12) == "bin/python3.12 (3.12, PATH)");
}

TEST_CASE("a script of unknown make is neither run nor taken") {
  const FileTree tree;
  tree.executable("bin/node", "#!/bin/sh\ntouch \"" + tree.path("ran").string() + "\"\n");
  CHECK(Interpreters(tree.machine("bin")).all(NodeJs).empty());
  CHECK_FALSE(std::filesystem::exists(tree.path("ran")));
}

TEST_CASE("the directories of every Python manager are read") {
  const FileTree tree;
  const auto [place, wanted] = GENERATE(
      std::pair("home/.pyenv/versions/3.12.1", "pyenv"), std::pair("home/.asdf/installs/python/3.12.1", "asdf"),
      std::pair("home/.local/share/mise/installs/python/3.12.1", "mise"),
      std::pair("home/.local/share/uv/python/cpython-3.12.1-linux-x86_64-gnu", "uv"),
      std::pair("system/opt/python/3.12.1", "/opt/python"),
      std::pair("system/opt/hostedtoolcache/Python/3.12.1/x64", "tool cache"),
      std::pair("system/home/linuxbrew/.linuxbrew/Cellar/python@3.12/3.12.1", "homebrew"));
  const std::string binary = std::string(place) + "/bin/python3.12";
  tree.binary(binary);
  CHECK(found(tree, tree.machine(), Python, 3, 12) == binary + " (3.12.1, " + wanted + ")");
  CHECK(Interpreters(tree.machine()).all(Python).size() == 1);
}

TEST_CASE("the directories of every Node.js manager are read") {
  const FileTree tree;
  const auto [place, wanted] = GENERATE(
      std::pair("home/.nvm/versions/node/v22.3.0", "nvm"),
      std::pair("home/.local/share/fnm/node-versions/v22.3.0/installation", "fnm"),
      std::pair("home/.fnm/node-versions/v22.3.0/installation", "fnm"),
      std::pair("home/.volta/tools/image/node/22.3.0", "volta"), std::pair("home/n/n/versions/node/22.3.0", "n"),
      std::pair("system/usr/local/n/versions/node/22.3.0", "n"), std::pair("home/.nodenv/versions/22.3.0", "nodenv"),
      std::pair("home/.asdf/installs/nodejs/22.3.0", "asdf"),
      std::pair("home/.local/share/mise/installs/node/22.3.0", "mise"),
      std::pair("system/opt/hostedtoolcache/node/22.3.0/x64", "tool cache"),
      std::pair("system/home/linuxbrew/.linuxbrew/Cellar/node@22/22.3.0_1", "homebrew"));
  const std::string binary = std::string(place) + "/bin/node";
  tree.binary(binary);
  CHECK(found(tree, tree.machine(), NodeJs, 22) == binary + " (22.3.0, " + wanted + ")");
  CHECK(found(tree, tree.machine(), NodeJs, 20) == "none");
}

TEST_CASE("the variables of the managers say where they keep their versions") {
  const FileTree tree;
  tree.binary("elsewhere/versions/3.10.4/bin/python3.10");
  tree.binary("nvm/versions/node/v18.0.1/bin/node");
  Machine machine = tree.machine();
  machine.environment["PYENV_ROOT"] = tree.path("elsewhere").string();
  machine.environment["NVM_DIR"] = tree.path("nvm").string();
  CHECK(found(tree, machine, Python, 3, 10) == "elsewhere/versions/3.10.4/bin/python3.10 (3.10.4, pyenv)");
  CHECK(found(tree, machine, NodeJs, 18) == "nvm/versions/node/v18.0.1/bin/node (18.0.1, nvm)");
}

TEST_CASE("the node on PATH goes before another of the same major, and the newest patch before older ones") {
  const FileTree tree;
  tree.binary("home/.nvm/versions/node/v22.3.0/bin/node");
  tree.binary("home/.nvm/versions/node/v22.10.0/bin/node");
  CHECK(found(tree, tree.machine("home/.nvm/versions/node/v22.3.0/bin"), NodeJs, 22) ==
        "home/.nvm/versions/node/v22.3.0/bin/node (22.3.0, PATH)");
  CHECK(found(tree, tree.machine(), NodeJs, 22) == "home/.nvm/versions/node/v22.10.0/bin/node (22.10.0, nvm)");
}

TEST_CASE("a Volta shim stands for the pinned version, then the default, then the newest") {
  const FileTree tree;
  tree.binary("home/.volta/bin/volta-shim");
  tree.link("home/.volta/bin/node", "volta-shim");
  for (const char* version : {"18.1.0", "20.2.0", "22.3.0"}) {
    tree.binary(std::string("home/.volta/tools/image/node/") + version + "/bin/node");
  }
  const auto on_path = [&] { return shown(tree, Interpreters(tree.machine("home/.volta/bin")).find(NodeJs, 18, 0)); };
  const auto unnamed = [&](int major) { return found(tree, tree.machine("home/.volta/bin"), NodeJs, major); };
  CHECK(unnamed(22) == "home/.volta/tools/image/node/22.3.0/bin/node (22.3.0, volta)");
  tree.write("home/.volta/tools/user/platform.json", R"({"node":{"runtime":"20.2.0","npm":null}})");
  CHECK(unnamed(20) == "home/.volta/tools/image/node/20.2.0/bin/node (20.2.0, volta)");
  tree.write("work/package.json", R"({"volta": {"node": "18.1.0"}})");
  CHECK(on_path() == "home/.volta/tools/image/node/18.1.0/bin/node (18.1.0, volta)");
}

TEST_CASE("what a manager has not installed counts as absent") {
  const FileTree tree;
  std::filesystem::create_directories(tree.path("home/.pyenv/versions/3.12.1/lib"));
  CHECK(found(tree, tree.machine(), Python, 3, 12) == "none");
  CHECK(Interpreters(tree.machine()).all(Python).empty());
}

TEST_CASE("all lists one interpreter of each version that can run a bootstrap, newest first") {
  const FileTree tree;
  for (const char* version : {"2.7.18", "3.7.16", "3.8.18", "3.12.1", "3.12.4", "3.15.0"}) {
    const std::string name(version);
    const std::string short_name = name.substr(0, name.rfind('.'));
    tree.binary("home/.pyenv/versions/" + name + "/bin/python" + short_name);
  }
  tree.binary("bin/python3.11");
  std::string versions;
  const Interpreters interpreters(tree.machine("bin"));
  for (const Interpreter& interpreter : interpreters.all(Python)) versions += interpreter.version.text() + " ";
  CHECK(versions == "3.15.0 3.12.4 3.11 3.8.18 ");
  CHECK(interpreters.all(Java).empty());
}

TEST_CASE("asdf shims stand for what .tool-versions names") {
  const FileTree tree;
  tree.executable("home/.asdf/shims/node", "#!/usr/bin/env bash\nexec asdf exec \"node\" \"$@\"\n");
  tree.binary("home/.asdf/installs/nodejs/20.2.0/bin/node");
  tree.binary("home/.asdf/installs/nodejs/20.9.0/bin/node");
  const Machine machine = tree.machine("home/.asdf/shims");
  CHECK(found(tree, machine, NodeJs, 20) == "home/.asdf/installs/nodejs/20.9.0/bin/node (20.9.0, asdf)");
  tree.write("work/.tool-versions", "python 3.12.1\nnodejs 20.2.0 # pinned\n");
  CHECK(found(tree, machine, NodeJs, 20) == "home/.asdf/installs/nodejs/20.2.0/bin/node (20.2.0, asdf)");
}

TEST_CASE("mise shims stand for what mise.toml names, snap links for what the snap holds") {
  const FileTree tree;
  tree.binary("home/.local/bin/mise");
  tree.link("home/.local/share/mise/shims/node", tree.path("home/.local/bin/mise"));
  tree.binary("home/.local/share/mise/installs/node/20.2.0/bin/node");
  tree.binary("home/.local/share/mise/installs/node/20.9.0/bin/node");
  tree.write("work/mise.toml", "[tools]\nnode = \"20.2\"\n");
  CHECK(found(tree, tree.machine("home/.local/share/mise/shims"), NodeJs, 20) ==
        "home/.local/share/mise/installs/node/20.2.0/bin/node (20.2.0, mise)");
  CHECK(found(tree, tree.machine(), Python, 3, 12) == "none");
}

TEST_CASE("an unnamed binary is asked for its version once, and again when it changed") {
  const FileTree tree;
  if (!copy_real_python(tree.path("bin/python3"))) return;
  const auto only_version = [&]() -> std::string {
    const Interpreters interpreters(tree.machine("bin"));
    const auto& all = interpreters.all(Python);
    return all.size() == 1 ? all.front().version.text() : "none";
  };
  const std::string real = only_version();
  CHECK(real != "none");
  const auto cache = tree.path("cache/interpreters.json");
  std::string text = read_text(cache, 1 << 20);
  REQUIRE(text.find(real) != std::string::npos);
  text.replace(text.find(real), real.size(), "3.14.99");
  tree.write("cache/interpreters.json", text);
  CHECK(only_version() == "3.14.99");
  std::filesystem::last_write_time(tree.path("bin/python3"),
                                   std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  CHECK(only_version() == real);
  tree.write("cache/interpreters.json", "{\"broken\": [");
  CHECK(only_version() == real);
}

TEST_CASE("the patch number is asked for on request only") {
  const FileTree tree;
  if (!copy_real_python(tree.path("bin/python3"))) return;
  const Interpreters interpreters(tree.machine("bin"));
  REQUIRE(interpreters.all(Python).size() == 1);
  Interpreter interpreter = interpreters.all(Python).front();
  const int patch = std::exchange(interpreter.version.patch, -1);
  CHECK(interpreters.with_full_version(interpreter).version.patch == patch);
}
