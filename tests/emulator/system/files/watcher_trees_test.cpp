#include "emulator/system/files/watcher_trees.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "emulator/system/files/watcher_listing.h"
#include "tests/support/catch.h"
#include "tests/support/eventually.h"

namespace lambdalocal::system {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

void write(const fs::path& file, const std::string& text) {
  std::ofstream stream(file);
  stream << text;
}

FileWatcherOptions without_waiting() {
  FileWatcherOptions options;
  options.quiet = options.quiet_unfinished = 0ms;
  return options;
}

struct Fixture {
  Fixture() {
    std::string name = (fs::temp_directory_path() / "lambdalocal-trees-XXXXXX").string();
    root = fs::canonical(::mkdtemp(name.data()));
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;
  ~Fixture() { fs::remove_all(root); }

  void add(std::uint64_t id, const fs::path& path) {
    const auto before = std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
    REQUIRE(eventually([&] { return FileTime::now().nanoseconds > before; }));
    trees.add(id, path.string(), FileTime::now());
    turn();
  }

  // Everything there is to do; the roots that have changed.
  std::set<std::uint64_t> turn() {
    for (bool has_more = true; has_more;) {
      has_more = trees.receive();
      trees.handle();
      has_more = trees.work(1ms) || has_more;
    }
    std::set<std::uint64_t> changed;
    for (const auto& due : trees.take_due()) changed.insert(due.id);
    return changed;
  }

  fs::path root;
  WatchedTrees trees{without_waiting()};
};

using Ids = std::set<std::uint64_t>;

TEST_CASE("when the kernel's queue overflows, everything has changed and is found anew") {
  Fixture files;
  fs::create_directory(files.root / "a");
  fs::create_directory(files.root / "b");
  files.add(1, files.root / "a");
  files.add(2, files.root / "b");
  files.add(3, files.root / "b" / "fn.zip");
  int most = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> most;
  for (int i = 0; i < most / 2 + 1000; ++i) {
    write(files.root / "a" / (i % 2 ? "x" : "y"), "x");
    fs::remove(files.root / "a" / (i % 2 ? "x" : "y"));
  }
  fs::create_directories(files.root / "b" / "late" / "deep");
  CHECK(files.turn() == Ids{1, 2, 3});
  CHECK(files.turn().empty());
  write(files.root / "b" / "late" / "deep" / "file", "x");
  CHECK(files.turn() == Ids{2});
  write(files.root / "b" / "fn.zip", "x");
  CHECK(files.turn() == Ids{2, 3});
}

TEST_CASE(
    "what does not count begins no burst; all else does, in the same burst, behind links and in directories that "
    "come") {
  Fixture files;
  const auto fn = files.root / "fn";
  fs::create_directories(fn);
  fs::create_directories(files.root / "shared");
  fs::create_directory_symlink(files.root / "shared", fn / "shared");
  std::vector<std::string> asked;
  files.trees.add(1, fn.string(), FileTime::now(), [&](const std::string& path) {
    asked.push_back(fs::path(path).lexically_relative(files.root).string());
    return !path.ends_with("own") && !path.ends_with("owns");
  });
  files.turn();
  asked.clear();
  write(fn / "own", "x");
  write(files.root / "shared" / "own", "x");
  CHECK(files.turn().empty());
  CHECK(files.trees.is_quiet());
  CHECK(std::set(asked.begin(), asked.end()) == std::set<std::string>{"fn/own", "shared/own"});
  write(fn / "own", "x");
  write(fn / "app.py", "x");
  CHECK(files.turn() == Ids{1});
  fs::create_directory(fn / "owns");
  write(fn / "owns" / "own", "x");
  CHECK(files.turn().empty());
  fs::remove_all(fn / "owns");
  CHECK(files.turn().empty());
  fs::create_directory(fn / "owns");
  write(fn / "owns" / "own", "x");
  write(fn / "owns" / "data", "x");
  CHECK(files.turn() == Ids{1});
}

TEST_CASE("a thousand watches of one tree share its inotify watches, and leave none") {
  Fixture files;
  fs::create_directories(files.root / "layer" / "python" / "lib");
  files.add(1, files.root / "layer");
  const auto alone = files.trees.watch_count();
  for (std::uint64_t id = 2; id <= 1000; ++id) files.trees.add(id, (files.root / "layer").string(), FileTime::now());
  files.turn();
  CHECK(files.trees.watch_count() == alone);
  write(files.root / "layer" / "python" / "lib" / "a.py", "x");
  CHECK(files.turn().size() == 1000);
  for (std::uint64_t id = 1; id <= 1000; ++id) files.trees.remove(id);
  CHECK(files.trees.watch_count() == 0);
}

TEST_CASE("ignored directories take no inotify watch, and a deleted or moved tree gives its watches back") {
  Fixture files;
  fs::create_directories(files.root / "fn" / "lib");
  fs::create_directories(files.root / "fn" / ".git" / "objects");
  fs::create_directories(files.root / "fn" / "node_modules" / ".cache" / "x");
  files.add(1, files.root / "fn");
  const auto before = files.trees.watch_count();
  fs::create_directories(files.root / "fn" / "more" / "deep");
  fs::create_directories(files.root / "fn" / "__pycache__" / "deep");
  files.turn();
  CHECK(files.trees.watch_count() == before + 2);
  SECTION("deleted") { fs::remove_all(files.root / "fn" / "more"); }
  SECTION("moved away") { fs::rename(files.root / "fn" / "more", files.root / "more"); }
  CHECK(files.turn() == Ids{1});
  CHECK(files.trees.watch_count() == before);
}

TEST_CASE("a directory moved within a tree, or from one to the other, is watched where it is now") {
  Fixture files;
  fs::create_directories(files.root / "a" / "lib" / "deep");
  fs::create_directories(files.root / "b");
  files.add(1, files.root / "a");
  files.add(2, files.root / "b");
  fs::rename(files.root / "a" / "lib", files.root / "a" / "libs");
  CHECK(files.turn() == Ids{1});
  write(files.root / "a" / "libs" / "deep" / "x", "x");
  CHECK(files.turn() == Ids{1});
  fs::rename(files.root / "a" / "libs", files.root / "b" / "libs");
  CHECK(files.turn() == Ids{1, 2});
  write(files.root / "b" / "libs" / "deep" / "x", "y");
  CHECK(files.turn() == Ids{2});
}

TEST_CASE("two directories that swap their names are watched by their new names, unseen in between") {
  Fixture files;
  fs::create_directories(files.root / "a" / "deep");
  fs::create_directories(files.root / "b" / "deep");
  files.add(1, files.root / "a");
  files.add(2, files.root / "b");
  fs::rename(files.root / "a", files.root / "c");
  fs::rename(files.root / "b", files.root / "a");
  fs::rename(files.root / "c", files.root / "b");
  CHECK(files.turn() == Ids{1, 2});
  write(files.root / "a" / "deep" / "x", "x");
  CHECK(files.turn() == Ids{1});
  write(files.root / "b" / "deep" / "x", "x");
  CHECK(files.turn() == Ids{2});
}

TEST_CASE("a watch that is removed while its tree is walked leaves nothing") {
  Fixture files;
  for (int i = 0; i < 200; ++i) fs::create_directories(files.root / std::to_string(i) / "x");
  files.trees.add(1, files.root.string(), FileTime::now());
  REQUIRE(files.trees.work(0ms));
  REQUIRE(files.trees.work(0ms));
  CHECK(files.trees.watch_count() > 0);
  files.trees.remove(1);
  CHECK(files.turn().empty());
  CHECK(files.trees.watch_count() == 0);
}

TEST_CASE("names that are ignored") {
  for (const auto* name : {"__pycache__", ".git", ".idea", ".vscode", ".pytest_cache", ".mypy_cache"}) {
    CHECK(is_ignored_directory(name, "fn"));
    CHECK_FALSE(is_ignored_file(std::string(name) + ".py"));
  }
  CHECK(is_ignored_directory(".cache", "node_modules"));
  CHECK_FALSE(is_ignored_directory(".cache", "fn"));
  CHECK_FALSE(is_ignored_directory("node_modules", "fn"));
  for (const auto* name : {"4913", "a.py~", ".#a", "#a#", ".a.swp", ".a.swx", ".DS_Store", "a.pyc", "a.pyc.1"}) {
    CHECK(is_ignored_file(name));
  }
  for (const auto* name : {"a.py", "bootstrap", "fn.zip", "4913.txt", ".env", "swp"})
    CHECK_FALSE(is_ignored_file(name));
}

}  // namespace
}  // namespace lambdalocal::system
