#include "emulator/runtimes/runtime_directory.h"

#include <array>
#include <fstream>
#include <thread>
#include <vector>

#include "emulator/bundle/sealed_tree.h"
#include "tests/emulator/runtimes/file_tree.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

constexpr std::array kFiles = {EmbeddedFile{"python/bootstrap.py", "print(1)\n"},
                               EmbeddedFile{"nodejs/bootstrap.cjs", "1\n"}, EmbeddedFile{"nodejs/lib/a.cjs", "2\n"}};

std::size_t entries_of(const std::filesystem::path& directory) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator(directory), std::filesystem::directory_iterator()));
}

}  // namespace

TEST_CASE("the bootstraps of a family are written once, complete") {
  const FileTree tree;
  const auto python = open_runtime_directory(RuntimeFamily::Python, tree.path("cache"), std::nullopt, kFiles);
  REQUIRE(python);
  CHECK(read_text(python->path / "bootstrap.py", 100) == "print(1)\n");
  const auto nodejs = open_runtime_directory(RuntimeFamily::NodeJs, tree.path("cache"), std::nullopt, kFiles);
  REQUIRE(nodejs);
  CHECK(read_text(nodejs->path / "lib/a.cjs", 100) == "2\n");
  CHECK(nodejs->path.parent_path() == python->path.parent_path());
  CHECK(entries_of(tree.path("cache/runtime")) == 1);
}

TEST_CASE("a bootstrap that somebody has changed is written anew before it is used") {
  const FileTree tree;
  const auto open = [&] {
    return open_runtime_directory(RuntimeFamily::NodeJs, tree.path("cache"), std::nullopt, kFiles);
  };
  const auto path = open()->path;
  const auto is_intact = [entry = open()->entry] {
    return bundle::check_entry(entry).state == bundle::TreeCheck::State::Intact;
  };
  CHECK(is_intact());
  std::filesystem::permissions(path / "lib", std::filesystem::perms::owner_all);
  std::ofstream(path / "lib/a.cjs", std::ios::binary) << "evil";
  CHECK_FALSE(is_intact());
  CHECK(read_text(open()->path / "lib/a.cjs", 100) == "2\n");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  tree.write("mark", "");
  std::filesystem::rename(tree.path("mark"), path / "mark");
  CHECK_FALSE(std::filesystem::exists(open()->path / "mark"));
  CHECK(entries_of(tree.path("cache/runtime")) == 1);
}

TEST_CASE("clearing removes bootstraps that nobody uses, and what was left half-written") {
  const FileTree tree;
  auto used = open_runtime_directory(RuntimeFamily::NodeJs, tree.path("cache"), std::nullopt, kFiles);
  REQUIRE(used);
  tree.write("cache/runtime/0123.new-abcdef/root/x", "");
  clear_runtime_directories(tree.path("cache"));
  CHECK(std::filesystem::exists(used->path / "bootstrap.cjs"));
  CHECK(entries_of(tree.path("cache/runtime")) == 1);
  used->in_use.reset();
  clear_runtime_directories(tree.path("cache"));
  CHECK(entries_of(tree.path("cache/runtime")) == 0);
}

TEST_CASE("other contents have another directory") {
  const FileTree tree;
  auto changed = kFiles;
  changed[0].content = "print(2)\n";
  const auto before = open_runtime_directory(RuntimeFamily::Python, tree.path("cache"), std::nullopt, kFiles);
  const auto after = open_runtime_directory(RuntimeFamily::Python, tree.path("cache"), std::nullopt, changed);
  REQUIRE((before && after));
  CHECK(before->path != after->path);
  CHECK(read_text(after->path / "bootstrap.py", 100) == "print(2)\n");
}

TEST_CASE("many runs at once leave one complete directory and nothing beside it") {
  const FileTree tree;
  std::vector<std::thread> runs;
  std::array<bool, 8> complete{};
  for (std::size_t i = 0; i < complete.size(); ++i) {
    runs.emplace_back([&, i] {
      const auto directory = open_runtime_directory(RuntimeFamily::NodeJs, tree.path("cache"), std::nullopt, kFiles);
      complete[i] = directory && read_text(directory->path / "lib/a.cjs", 100) == "2\n";
    });
  }
  for (std::thread& run : runs) run.join();
  for (const bool one : complete) CHECK(one);
  CHECK(entries_of(tree.path("cache/runtime")) == 1);
}

TEST_CASE("a cache that cannot be written is an error that names the place") {
  const FileTree tree;
  tree.write("cache", "a file");
  const auto directory = open_runtime_directory(RuntimeFamily::Python, tree.path("cache"), std::nullopt, kFiles);
  REQUIRE_FALSE(directory);
  CHECK(directory.error().kind == ErrorKind::System);
  CHECK(directory.error().message.find(tree.path("cache").string()) != std::string::npos);
}

TEST_CASE("the embedded bootstraps are there") {
  const FileTree tree;
  const auto python = open_runtime_directory(RuntimeFamily::Python, tree.path("cache"));
  REQUIRE(python);
  CHECK(std::filesystem::exists(python->path / "bootstrap.py"));
}
