#include "emulator/sandbox/view.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/zip_writer.h"

using namespace lambdalocal;
namespace fs = std::filesystem;

namespace {

struct Tree {
  Tree() : root(fs::canonical(temp.path())) {}

  fs::path file(const std::string& name) const {
    fs::create_directories((root / name).parent_path());
    std::ofstream(root / name) << "x";
    return root / name;
  }
  void link(const std::string& text, const std::string& name) const {
    fs::create_directories((root / name).parent_path());
    fs::create_symlink(text, root / name);
  }

  tests::TestDirectory temp;
  fs::path root;
};

std::string source_of(const sandbox::View& view, const std::string& target) {
  const auto& binds = view.plan()->binds;
  const auto found = std::ranges::find(binds, target, &sandbox::Bind::target);
  return found == binds.end() ? "" : found->source;
}

}  // namespace

TEST_CASE("paths of the package are told as they are inside, alone and in lists") {
  const Tree tree;
  tree.file("fn/app.py");
  sandbox::ViewBuilder builder({});
  builder.put(tree.root / "fn", "/var/task");
  const sandbox::View view = std::move(builder).view(1 << 20);
  const std::string here = (tree.root / "fn").string();
  CHECK(view.inside(here) == "/var/task");
  CHECK(view.inside("PATH=/usr/bin:" + here + "/bin:" + here) == "PATH=/usr/bin:/var/task/bin:/var/task");
  CHECK(view.inside(here + "-other/x") == here + "-other/x");
  CHECK(view.inside("/x" + here) == "/x" + here);
  CHECK(view.outside("/var/task/app.py") == here + "/app.py");
  CHECK(view.outside("package 'x' (/var/task/x.js): none") == "package 'x' (" + here + "/x.js): none");
  CHECK(view.plan()->tmp_bytes == 1 << 20);
}

TEST_CASE("what links of a package lead to lies where they lead to from inside, and so do packages above it") {
  const Tree tree;
  tree.file("node_modules/left/index.js");
  tree.file("packages/shared/index.js");
  tree.file("services/fn/app.js");
  tree.link("../../../packages/shared", "services/fn/node_modules/shared");
  tree.link("../node_modules/gone", "services/fn/broken");
  tree.link("/etc/hostname", "services/fn/name");
  sandbox::ViewBuilder builder({});
  builder.put(tree.root / "services/fn", "/var/task");
  builder.put_beside(tree.root / "services/fn");
  const sandbox::View view = std::move(builder).view(1 << 20);
  CHECK(source_of(view, "/node_modules") == (tree.root / "node_modules").string());
  CHECK(source_of(view, "/packages/shared") == (tree.root / "packages/shared").string());
  CHECK(source_of(view, "/etc/hostname").empty());  // of the system, which is seen anyway
  CHECK(source_of(view, "/var/node_modules").empty());
}

TEST_CASE(
    "links below the top of a package and behind other links are followed, those in packages are not looked for") {
  const Tree tree;
  tree.file("fn/app.py");
  tree.file("elsewhere/deep.py");
  tree.file("shared/lib/__init__.py");
  tree.file("store/left/index.js");
  tree.link("../../shared/lib", "fn/src/lib");
  tree.link("../../elsewhere/deep.py", "shared/lib/deep.py");
  tree.file("fn/node_modules/right/index.js");
  tree.link("../../../store/left", "fn/node_modules/@scope/left");
  tree.link("../../../elsewhere", "fn/node_modules/right/odd");
  sandbox::ViewBuilder builder({});
  builder.put(tree.root / "fn", "/var/task");
  builder.put_beside(tree.root / "fn");
  const sandbox::View view = std::move(builder).view(1 << 20);
  CHECK(source_of(view, "/var/shared/lib") == (tree.root / "shared/lib").string());
  CHECK(source_of(view, "/var/elsewhere/deep.py") == (tree.root / "elsewhere/deep.py").string());
  CHECK(source_of(view, "/var/store/left") == (tree.root / "store/left").string());
  CHECK(source_of(view, "/var/elsewhere").empty());
}

TEST_CASE("a program is seen with its prefix, but not with a home directory around it") {
  const Tree tree;
  const fs::path versioned = tree.file("home/.tools/versions/3.11/bin/python3");
  tree.file("home/.tools/versions/3.11/lib/os.py");
  const fs::path local = tree.file("home/.local/bin/node");
  tree.file("home/.local/lib/node.js");
  tree.file("home/.local/share/lambdalocal/x");
  sandbox::ViewBuilder builder({tree.root / "home", tree.root / "home/.local/share/lambdalocal"});
  builder.put_program(versioned);
  builder.put_program(local);
  const sandbox::View view = std::move(builder).view(1 << 20);
  const std::string home = (tree.root / "home").string();
  CHECK_FALSE(source_of(view, home + "/.tools/versions/3.11").empty());
  CHECK_FALSE(source_of(view, home + "/.local/bin/node").empty());
  CHECK_FALSE(source_of(view, home + "/.local/lib").empty());
  CHECK(source_of(view, home + "/.local").empty());
  CHECK(source_of(view, home).empty());
}

TEST_CASE("layers are hung one by one where something else is seen below their place") {
  const Tree tree;
  tree.file("layers/python/code.py");
  tree.file("layers/bin/tool");
  sandbox::ViewBuilder builder({});
  builder.put(tree.root / "layers", "/opt");
  builder.put(tree.root / "layers/bin", "/opt/tools/python");
  const sandbox::View view = std::move(builder).view(1 << 20);
  CHECK(source_of(view, "/opt").empty());
  CHECK(source_of(view, "/opt/python") == (tree.root / "layers/python").string());
  CHECK(source_of(view, "/opt/bin") == (tree.root / "layers/bin").string());
  CHECK_FALSE(source_of(view, "/opt/tools/python").empty());
}
