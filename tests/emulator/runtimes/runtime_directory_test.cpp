#include "emulator/runtimes/runtime_directory.h"

#include <array>
#include <thread>
#include <vector>

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
  const auto python = runtime_directory(RuntimeFamily::Python, tree.path("cache"), kFiles);
  REQUIRE(python);
  CHECK(read_text(*python / "bootstrap.py", 100) == "print(1)\n");
  const auto nodejs = runtime_directory(RuntimeFamily::NodeJs, tree.path("cache"), kFiles);
  REQUIRE(nodejs);
  CHECK(read_text(*nodejs / "lib/a.cjs", 100) == "2\n");
  CHECK(nodejs->parent_path() == python->parent_path());
  CHECK(entries_of(tree.path("cache/runtime")) == 1);
  tree.write("mark", "");
  std::filesystem::rename(tree.path("mark"), *python / "mark");
  REQUIRE(runtime_directory(RuntimeFamily::Python, tree.path("cache"), kFiles));
  CHECK(std::filesystem::exists(*python / "mark"));
}

TEST_CASE("other contents have another directory") {
  const FileTree tree;
  auto changed = kFiles;
  changed[0].content = "print(2)\n";
  const auto before = runtime_directory(RuntimeFamily::Python, tree.path("cache"), kFiles);
  const auto after = runtime_directory(RuntimeFamily::Python, tree.path("cache"), changed);
  REQUIRE((before && after));
  CHECK(*before != *after);
  CHECK(read_text(*after / "bootstrap.py", 100) == "print(2)\n");
}

TEST_CASE("many runs at once leave one complete directory and nothing beside it") {
  const FileTree tree;
  std::vector<std::thread> runs;
  std::array<bool, 8> complete{};
  for (std::size_t i = 0; i < complete.size(); ++i) {
    runs.emplace_back([&, i] {
      const auto directory = runtime_directory(RuntimeFamily::NodeJs, tree.path("cache"), kFiles);
      complete[i] = directory && read_text(*directory / "lib/a.cjs", 100) == "2\n";
    });
  }
  for (std::thread& run : runs) run.join();
  for (const bool one : complete) CHECK(one);
  CHECK(entries_of(tree.path("cache/runtime")) == 1);
}

TEST_CASE("a cache that cannot be written is an error that names the place") {
  const FileTree tree;
  tree.write("cache", "a file");
  const auto directory = runtime_directory(RuntimeFamily::Python, tree.path("cache"), kFiles);
  REQUIRE_FALSE(directory);
  CHECK(directory.error().kind == ErrorKind::System);
  CHECK(directory.error().message.find(tree.path("cache").string()) != std::string::npos);
}

TEST_CASE("the embedded bootstraps are there") {
  const FileTree tree;
  const auto python = runtime_directory(RuntimeFamily::Python, tree.path("cache"));
  REQUIRE(python);
  CHECK(std::filesystem::exists(*python / "bootstrap.py"));
}
