#include "emulator/system/files/watcher.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/eventually.h"

namespace lambdalocal::system {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kDeadline = 20s;

void write(const fs::path& file, const std::string& text) {
  std::ofstream stream(file);
  stream << text;
}

// An own directory, and what a watcher tells of it.
class Fixture {
 public:
  explicit Fixture(FileWatcherOptions options = {}) {
    std::string name = (fs::temp_directory_path() / "lambdalocal-watch-XXXXXX").string();
    directory_ = fs::canonical(::mkdtemp(name.data()));
    root = directory_ / "fn";
    fs::create_directory(root);
    options.warn = [this](const std::string& text) { warnings.push_back(text); };
    auto created = FileWatcher::create(loop_.get_executor(), options);
    REQUIRE(created.ok());
    watcher = std::move(*created);
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;
  ~Fixture() {
    watcher.reset();
    fs::permissions(root, fs::perms::owner_all, fs::perm_options::add, error_);
    fs::remove_all(directory_, error_);
  }

  // What was written before is older than what comes: the files' clock, which may be behind, has come to now.
  static void tick() {
    const auto before = std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
    REQUIRE(eventually([&] { return FileTime::now().nanoseconds > before; }));
  }

  // Watches, and returns when changes are seen as they happen.
  FileWatch watch(const fs::path& path, std::vector<std::string>& told_of) {
    tick();
    return watcher->watch(path, [this, &told_of](const fs::path& first) { told_of.push_back(relative(first)); });
  }
  FileWatch watch_root() {
    auto watched = watch(root, seen);
    fence();
    seen.clear();
    return watched;
  }

  std::string relative(const fs::path& path) const { return path.lexically_relative(directory_).string(); }

  bool run_until(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + kDeadline;
    while (!holds() && std::chrono::steady_clock::now() < end) loop_.run_one_for(50ms);
    return holds();
  }
  bool told(std::size_t times) {
    return run_until([&] { return seen.size() >= times; });
  }

  // A change that counts, until one is told alone: what came before it was told before.
  void fence() {
    for (std::string name; seen.empty() || seen.back() != "fn/" + name;) {
      const auto before = seen.size();
      name = "fence" + std::to_string(++fences_);
      write(root / name, "x");
      CAPTURE(seen);
      REQUIRE(told(before + 1));
    }
  }
  // That nothing was told: the next change is the first.
  void expect_silence() {
    auto expected = seen;
    expected.push_back("fn/fence" + std::to_string(fences_ + 1));
    fence();
    CHECK(seen == expected);
  }
  // That all since the last callback was told by one.
  void expect_one_callback() {
    const auto before = seen.size();
    REQUIRE(told(before + 1));
    expect_silence();
  }

  fs::path root;
  std::vector<std::string> seen;
  std::vector<std::string> warnings;
  std::unique_ptr<FileWatcher> watcher;

 private:
  fs::path directory_;
  std::error_code error_;
  int fences_ = 0;
  asio::io_context loop_;
  asio::executor_work_guard<asio::io_context::executor_type> work_{loop_.get_executor()};
};

// A line of the watcher thread's /proc status.
std::string thread_status(const std::string& field) {
  for (const auto& task : fs::directory_iterator("/proc/self/task")) {
    std::ifstream name(task.path() / "comm");
    std::string text;
    std::getline(name, text);
    if (text != "file-watcher") continue;
    std::ifstream status(task.path() / "status");
    while (std::getline(status, text)) {
      if (text.rfind(field + ":\t", 0) == 0) return text.substr(field.size() + 2);
    }
  }
  return "";
}

TEST_CASE("a file that is overwritten in place is told when it is closed") {
  Fixture files;
  write(files.root / "app.py", "old");
  const auto watched = files.watch_root();
  std::ofstream log(files.root / "app.py");
  for (int i = 0; i < 100; ++i) log << i << std::flush;
  files.expect_silence();
  log.close();
  REQUIRE(files.told(2));
  CHECK(files.seen.back() == "fn/app.py");
}

TEST_CASE("a save that renames a new file over the old one is one change") {
  Fixture files;
  write(files.root / "app.py", "old");
  const auto watched = files.watch_root();
  write(files.root / "app.py.tmp123", "new");
  fs::rename(files.root / "app.py.tmp123", files.root / "app.py");
  files.expect_one_callback();
}

TEST_CASE("vim's save, with its probe, backup and swap file, is one change of the file saved") {
  Fixture files;
  write(files.root / "app.py", "old");
  const auto watched = files.watch_root();
  write(files.root / ".app.py.swp", "swap");
  write(files.root / "4913", "");
  fs::remove(files.root / "4913");
  fs::rename(files.root / "app.py", files.root / "app.py~");
  write(files.root / "app.py", "new");
  fs::permissions(files.root / "app.py", fs::perms::owner_all);
  fs::remove(files.root / "app.py~");
  fs::remove(files.root / ".app.py.swp");
  REQUIRE(files.told(1));
  CHECK(files.seen == std::vector<std::string>{"fn/app.py"});
  files.expect_silence();
}

TEST_CASE("a save is one change even when its second half comes late") {
  FileWatcherOptions slow;
  slow.quiet_unfinished = 10s;
  slow.longest_burst = 20s;
  Fixture files(slow);
  write(files.root / "app.py", "old");
  const auto watched = files.watch_root();
  fs::rename(files.root / "app.py", files.root / "app.py~");
  std::ofstream saved(files.root / "app.py");
  Fixture::tick();
  saved << "new" << std::flush;
  CHECK(files.seen.empty());
  saved.close();
  files.expect_one_callback();
}

TEST_CASE("files, links and directories that come, go and move are changes, and so are permissions") {
  Fixture files;
  write(files.root / "app.py", "x");
  write(files.root / "bootstrap", "x");
  fs::create_directories(files.root / "lib" / "deep");
  const auto watched = files.watch_root();
  const auto& root = files.root;
  SECTION("created") { write(root / "new.py", "x"); }
  SECTION("created empty") { write(root / "new.py", ""); }
  SECTION("deleted") { fs::remove(root / "app.py"); }
  SECTION("renamed") { fs::rename(root / "app.py", root / "main.py"); }
  SECTION("moved out") { fs::rename(root / "app.py", root.parent_path() / "app.py"); }
  SECTION("linked") { fs::create_symlink("app.py", root / "link.py"); }
  SECTION("hard-linked") { fs::create_hard_link(root / "app.py", root / "hard.py"); }
  SECTION("permissions") { fs::permissions(root / "bootstrap", fs::perms::owner_all); }
  SECTION("touched") { REQUIRE(::utimensat(AT_FDCWD, (root / "app.py").c_str(), nullptr, 0) == 0); }
  SECTION("deep down") { write(root / "lib" / "deep" / "x.py", "x"); }
  SECTION("a directory created") { fs::create_directory(root / "new"); }
  SECTION("a directory deleted") { fs::remove_all(root / "lib"); }
  SECTION("a directory renamed") { fs::rename(root / "lib", root / "libs"); }
  SECTION("a directory moved out") { fs::rename(root / "lib", root.parent_path() / "lib"); }
  files.expect_one_callback();
}

TEST_CASE("many files written one after the other are one change") {
  FileWatcherOptions options;  // the writer may have to wait for a processor between two files
  options.quiet = options.quiet_unfinished = 500ms;
  options.longest_burst = 1min;
  Fixture files(options);
  for (int i = 0; i < 200; ++i) write(files.root / ("f" + std::to_string(i)), "old");
  const auto watched = files.watch_root();
  for (int i = 0; i < 200; ++i) {
    fs::remove(files.root / ("f" + std::to_string(i)));
    write(files.root / ("f" + std::to_string(i)), "new");
  }
  files.expect_one_callback();
}

TEST_CASE("a burst without end is told again and again") {
  FileWatcherOptions options;
  options.quiet = options.quiet_unfinished = 10min;
  options.longest_burst = 50ms;
  Fixture files(options);
  const auto watched = files.watch_root();
  for (int i = 0; files.seen.size() < 3 && i < 100000; ++i) {
    write(files.root / "log", std::to_string(i));
    files.run_until([] { return true; });
    if (i % 10 == 0) {
      const auto before = files.seen.size();
      REQUIRE(files.told(before + 1));
    }
  }
  CHECK(files.seen.size() == 3);
}

TEST_CASE("a tree written while it is being found is watched to its leaves") {
  Fixture files;
  const auto watched = files.watch_root();
  for (int package = 0; package < 100; ++package) {
    const auto directory = files.root / "node_modules" / ("p" + std::to_string(package)) / "dist" / "lib";
    fs::create_directories(directory);
    write(directory / "index.js", "x");
  }
  REQUIRE(files.told(1));
  for (int package = 0; package < 100; package += 33) {
    files.fence();
    const auto before = files.seen.size();
    const auto file = "node_modules/p" + std::to_string(package) + "/dist/lib/index.js";
    write(files.root / file, "changed");
    REQUIRE(files.told(before + 1));
    CHECK(files.seen.back() == "fn/" + file);
  }
}

TEST_CASE("what changes between the call of watch and the walk of the tree is told") {
  Fixture files;
  for (int i = 0; i < 80; ++i) {
    fs::create_directories(files.root / ("d" + std::to_string(i)) / "e");
    write(files.root / ("d" + std::to_string(i)) / "e" / "f.py", "old");
  }
  const auto file = files.root / "d7" / "e" / "f.py";
  const auto watched = files.watch(files.root, files.seen);
  SECTION("written") { write(file, "new"); }
  SECTION("deleted") { fs::remove(file); }
  SECTION("permissions") { fs::permissions(file, fs::perms::owner_all); }
  SECTION("a directory created") { fs::create_directory(files.root / "d7" / "new"); }
  SECTION("a directory deleted") { fs::remove_all(files.root / "d7" / "e"); }
  CHECK(files.told(1));
}

TEST_CASE("what changed since the caller's first look is told, what is older is not") {
  Fixture files;
  write(files.root / "app.py", "old");
  Fixture::tick();
  const auto loaded = FileTime::now();
  const auto changed = [&](const fs::path& first) { files.seen.push_back(files.relative(first)); };
  SECTION("in a tree") {
    write(files.root / "app.py", "new");
    Fixture::tick();
    const auto late = files.watcher->watch(files.root, changed, loaded);
    CHECK(files.told(1));
    CHECK(files.seen.front() == "fn/app.py");
  }
  SECTION("in a tree that others watch already") {
    const auto other = files.watch_root();
    const auto again = files.watcher->watch(files.root, changed, loaded);
    CHECK(files.told(1));
  }
  SECTION("a file") {
    write(files.root / "app.py", "new");
    Fixture::tick();
    const auto late = files.watcher->watch(files.root / "app.py", changed, loaded);
    CHECK(files.told(1));
  }
  SECTION("older") {
    const auto early = files.watcher->watch(files.root, changed, loaded);
    files.expect_silence();
  }
}

TEST_CASE("a look returns when it was asked whether what was written before counts") {
  Fixture files;
  std::atomic<int> asked = 0;
  const auto changed = [&](const fs::path& first) { files.seen.push_back(files.relative(first)); };
  const auto counts = [&asked](const std::string& path) {
    if (!path.ends_with("/own")) return true;
    ++asked;
    return false;
  };
  Fixture::tick();
  const auto watched = files.watcher->watch(files.root, changed, FileTime::now(), counts);
  write(files.root / "own", "x");
  files.fence();
  for (int count = 0; count < 100; ++count) {
    const int before = asked;
    write(files.root / "own", "x");
    files.watcher->look(kDeadline);
    CHECK(asked > before);
  }
  files.expect_silence();
}

TEST_CASE("what interpreters, editors and version control leave beside the code is no change") {
  Fixture files;
  const auto& root = files.root;
  fs::create_directories(root / "pkg" / "__pycache__");
  fs::create_directories(root / ".git" / "objects");
  fs::create_directories(root / "node_modules" / "lib");
  const auto watched = files.watch_root();
  write(root / "pkg" / "__pycache__" / "a.cpython-311.pyc", "x");
  fs::create_directory(root / "__pycache__");
  write(root / "__pycache__" / "b.cpython-311.pyc.140", "x");
  fs::rename(root / "__pycache__" / "b.cpython-311.pyc.140", root / "__pycache__" / "b.cpython-311.pyc");
  write(root / "pkg" / "old.pyc", "x");
  write(root / ".git" / "objects" / "1", "x");
  write(root / ".git" / "index", "x");
  for (const auto* directory : {".idea", ".vscode", ".pytest_cache", ".mypy_cache", "node_modules/.cache"}) {
    fs::create_directory(root / directory);
    write(root / directory / "file", "x");
  }
  for (const auto* file : {"4913", "a.py~", ".#a.py", "#a.py#", ".a.py.swp", ".a.py.swx", ".DS_Store"}) {
    write(root / file, "x");
    fs::remove(root / file);
  }
  std::ifstream(root / "fence1").get();
  files.expect_silence();
}

TEST_CASE("ignored names count where they are what is watched") {
  Fixture files;
  fs::create_directories(files.root / ".git" / "fn");
  std::vector<std::string> inner;
  const auto watched = files.watch(files.root / ".git" / "fn", inner);
  const auto outer = files.watch_root();
  write(files.root / ".git" / "fn" / "app.py", "x");
  REQUIRE(files.run_until([&] { return !inner.empty(); }));
  CHECK(inner == std::vector<std::string>{"fn/.git/fn/app.py"});
  files.expect_silence();
}

TEST_CASE("a file is watched whatever takes its place") {
  Fixture files;
  const auto zip = files.root / "fn.zip";
  write(zip, "old");
  std::vector<std::string> told;
  const auto fence = files.watch_root();
  const auto watched = files.watch(zip, told);
  const auto seen = [&](std::size_t times) { return files.run_until([&] { return told.size() >= times; }); };

  write(files.root / "other", "x");
  files.fence();
  CHECK(told.empty());

  write(zip, "in place");
  REQUIRE(seen(1));
  write(files.root / "new.zip", "renamed over");
  fs::rename(files.root / "new.zip", zip);
  REQUIRE(seen(2));
  fs::remove(zip);
  REQUIRE(seen(3));
  write(zip, "again");
  REQUIRE(seen(4));
  fs::remove(zip);
  fs::create_directory(zip);
  REQUIRE(seen(5));
  write(zip / "app.py", "x");
  REQUIRE(seen(6));
  CHECK(told.back() == "fn/fn.zip/app.py");
  CHECK(told.size() == 6);
}

TEST_CASE("a path that is not there yet is told when it comes, through directories that come too") {
  Fixture files;
  std::vector<std::string> told;
  const auto watched = files.watch(files.root / "build" / "out" / "fn", told);
  const auto fence = files.watch_root();
  fs::create_directories(files.root / "build" / "elsewhere");
  files.fence();
  CHECK(told.empty());
  fs::create_directories(files.root / "build" / "out" / "fn");
  REQUIRE(files.run_until([&] { return told.size() == 1; }));
  write(files.root / "build" / "out" / "fn" / "app.js", "x");
  REQUIRE(files.run_until([&] { return told.size() == 2; }));
  CHECK(told.back() == "fn/build/out/fn/app.js");
}

TEST_CASE("a watched directory that is deleted or moved away and comes again is watched again") {
  Fixture files;
  const auto outside = files.root.parent_path();
  write(files.root / "app.py", "x");
  auto watched = files.watch_root();
  SECTION("deleted and created") {
    fs::remove_all(files.root);
    REQUIRE(files.told(1));
    fs::create_directory(files.root);
    REQUIRE(files.told(2));
  }
  SECTION("at once") {
    fs::remove_all(files.root);
    fs::create_directory(files.root);
    write(files.root / "app.py", "y");
    REQUIRE(files.told(1));
  }
  SECTION("swapped for another") {
    fs::create_directory(outside / "next");
    fs::rename(files.root, outside / "before");
    fs::rename(outside / "next", files.root);
    REQUIRE(files.told(1));
    files.fence();
    write(outside / "before" / "app.py", "no longer watched");
  }
  files.expect_silence();
}

TEST_CASE("a watched directory that a process is in is watched again when it was deleted and comes again") {
  Fixture files;
  write(files.root / "app.py", "x");
  auto watched = files.watch_root();
  const int held = ::open(files.root.c_str(), O_RDONLY | O_DIRECTORY);
  REQUIRE(held >= 0);
  fs::remove_all(files.root);
  REQUIRE(files.told(1));
  fs::create_directory(files.root);
  REQUIRE(files.told(2));
  write(files.root / "app.py", "y");
  REQUIRE(files.told(3));
  ::close(held);
}

TEST_CASE("a watched directory is followed when a directory above it is replaced") {
  Fixture files;
  const auto project = files.root / "project";
  fs::create_directories(project / "build" / "fn");
  std::vector<std::string> told;
  const auto watched = files.watch(project / "build" / "fn", told);
  write(project / "build" / "fn" / "a", "x");
  REQUIRE(files.run_until([&] { return told.size() == 1; }));
  fs::rename(project, files.root / "before");
  REQUIRE(files.run_until([&] { return told.size() == 2; }));
  fs::create_directories(project / "build" / "fn");
  REQUIRE(files.run_until([&] { return told.size() == 3; }));
  write(project / "build" / "fn" / "b", "x");
  REQUIRE(files.run_until([&] { return told.size() == 4; }));
  CHECK(told.back() == "fn/project/build/fn/b");
}

TEST_CASE("a bundle that is a link is watched where it leads, and the link too") {
  Fixture files;
  fs::create_directories(files.root / "releases" / "1" / "fn");
  fs::create_directories(files.root / "releases" / "2" / "fn");
  fs::create_symlink("releases/1", files.root / "current");
  std::vector<std::string> told;
  const auto watched = files.watch(files.root / "current" / "fn", told);
  write(files.root / "releases" / "1" / "fn" / "app.py", "x");
  REQUIRE(files.run_until([&] { return told.size() == 1; }));
  fs::create_symlink("releases/2", files.root / "next");
  fs::rename(files.root / "next", files.root / "current");
  REQUIRE(files.run_until([&] { return told.size() == 2; }));
  write(files.root / "releases" / "2" / "fn" / "app.py", "x");
  REQUIRE(files.run_until([&] { return told.size() == 3; }));
  CHECK(told.back() == "fn/releases/2/fn/app.py");
}

TEST_CASE("links inside a tree: a change of what they lead to inside it is told, and a circle does no harm") {
  Fixture files;
  fs::create_directories(files.root / "packages" / "shared");
  fs::create_directories(files.root / "node_modules");
  fs::create_directory_symlink("../packages/shared", files.root / "node_modules" / "shared");
  fs::create_directory_symlink("..", files.root / "node_modules" / "circle");
  const auto watched = files.watch_root();
  write(files.root / "node_modules" / "shared" / "index.js", "x");
  files.expect_one_callback();
}

TEST_CASE(
    "links that lead out of a tree: what they lead to is told, through links of its own, and when it comes again") {
  Fixture files;
  const auto outside = files.root.parent_path();
  fs::create_directories(outside / "shared" / "lib");
  fs::create_directories(outside / "deep");
  write(outside / "one.py", "x");
  fs::create_directory_symlink(outside / "shared", files.root / "shared");
  fs::create_directory_symlink("../../deep", outside / "shared" / "lib" / "deep");
  fs::create_symlink("../one.py", files.root / "one.py");
  fs::create_directory_symlink(outside, files.root / "above");  // a circle
  auto watched = files.watch_root();
  SECTION("a directory, and one behind a link in it") {
    write(outside / "shared" / "lib" / "a.py", "x");
    REQUIRE(files.told(1));
    write(outside / "deep" / "b.py", "x");
    REQUIRE(files.told(2));
  }
  SECTION("a file") {
    write(outside / "one.py", "y");
    REQUIRE(files.told(1));
    fs::remove(outside / "one.py");
    REQUIRE(files.told(2));
    write(outside / "one.py", "z");
    REQUIRE(files.told(3));
  }
  SECTION("what is removed and made again") {
    fs::remove_all(outside / "deep");
    REQUIRE(files.told(1));
    fs::create_directory(outside / "deep");
    REQUIRE(files.told(2));
    write(outside / "deep" / "b.py", "x");
    REQUIRE(files.told(3));
  }
  SECTION("a link that comes, and is told no more when it is gone") {
    fs::create_directory(outside / "late");
    fs::create_directory_symlink(outside / "late", files.root / "late");
    REQUIRE(files.told(1));
    files.fence();
    files.seen.clear();
    write(outside / "late" / "c.py", "x");
    REQUIRE(files.told(1));
    fs::remove(files.root / "late");
    REQUIRE(files.told(2));
    files.fence();
    write(outside / "late" / "c.py", "y");
  }
  SECTION("what is beside is not") { write(outside / "beside.py", "x"); }
  files.expect_silence();
}

TEST_CASE("what has changed is pending as soon as its write has returned, until it was told") {
  Fixture files;
  write(files.root / "app.py", "x");
  auto watched = files.watch_root();
  REQUIRE(files.run_until([&] { return !files.watcher->has_pending(); }));
  for (int count = 0; count < 20; ++count) {
    const auto told = files.seen.size();
    write(files.root / "app.py", "y");
    REQUIRE(files.watcher->has_pending());
    bool is_past = false;
    const auto* watch = &watched;
    files.watcher->after_pending(std::span(&watch, 1), [&] {
      CHECK(files.seen.size() == told + 1);
      is_past = true;
    });
    REQUIRE(files.run_until([&] { return is_past; }));
    REQUIRE(files.run_until([&] { return !files.watcher->has_pending(); }));
  }
}

TEST_CASE("watches that overlap are each told of what is below them") {
  Fixture files;
  fs::create_directories(files.root / "inner" / "deep");
  std::vector<std::string> outer;
  std::vector<std::string> inner;
  const auto one = files.watch(files.root, outer);
  auto two = files.watch(files.root / "inner", inner);
  const auto three = files.watch_root();
  outer.clear();
  write(files.root / "inner" / "deep" / "x", "x");
  REQUIRE(files.run_until([&] { return !outer.empty() && !inner.empty() && !files.seen.empty(); }));
  two = FileWatch();
  inner.clear();
  files.fence();
  outer.clear();
  write(files.root / "inner" / "deep" / "y", "x");
  REQUIRE(files.run_until([&] { return !outer.empty(); }));
  CHECK(outer == std::vector<std::string>{"fn/inner/deep/y"});
  CHECK(inner.empty());
}

TEST_CASE("an ended watch is not told, not even of a change before its end") {
  Fixture files;
  std::vector<std::string> told;
  auto ended = files.watch(files.root, told);
  const auto watched = files.watch_root();
  told.clear();
  write(files.root / "app.py", "x");
  ended = FileWatch();
  REQUIRE(files.told(1));
  CHECK(told.empty());
}

TEST_CASE("a callback may end its watch, and a watch may outlive its watcher") {
  Fixture files;
  FileWatch self;
  int calls = 0;
  Fixture::tick();
  self = files.watcher->watch(files.root, [&](const fs::path&) {
    ++calls;
    self = FileWatch();
  });
  write(files.root / "a", "x");
  REQUIRE(files.run_until([&] { return calls == 1; }));
  auto watched = files.watch_root();
  CHECK(calls == 1);
  files.watcher.reset();
  watched = FileWatch();
}

TEST_CASE("a thousand reloads, each a new watch, leave nothing behind") {
  Fixture files;
  fs::create_directory(files.root / "lib");
  const auto watched = files.watch_root();
  for (int i = 0; i < 1000; ++i) {
    const auto function = files.watcher->watch(files.root / "lib", [](const fs::path&) {});
    const auto file = files.watcher->watch(files.root / "fence1", [](const fs::path&) {});
  }
  files.expect_silence();
}

TEST_CASE("a tree of 5,000 directories is read, and compiled into __pycache__, without waking the watcher") {
  Fixture files;
  std::vector<fs::path> directories;
  for (int i = 0; i < 5000; ++i) {
    directories.push_back(files.root / "node_modules" / std::to_string(i / 100) / std::to_string(i));
    fs::create_directories(directories.back());
  }
  fs::create_directory(directories[0] / "__pycache__");
  write(directories[1] / "index.js", "x");
  const auto watched = files.watch_root();
  files.fence();
  REQUIRE(lambdalocal::eventually([] { return thread_status("State").starts_with('S'); }));
  const auto before = thread_status("voluntary_ctxt_switches");
  for (const auto& directory : directories) CHECK(fs::exists(directory));
  std::ifstream(directories[1] / "index.js").get();
  write(directories[0] / "__pycache__" / "a.pyc", "x");
  write(files.root.parent_path() / "beside", "x");
  CHECK(thread_status("voluntary_ctxt_switches") == before);
  write(directories[4999] / "index.js", "x");
  REQUIRE(files.run_until([&] { return files.seen.back() == files.relative(directories[4999] / "index.js"); }));
}

TEST_CASE("where the watches do not suffice, the tree is polled, and one warning names the setting") {
  FileWatcherOptions options;
  options.watch_limit = 20;
  options.poll_interval = 5ms;
  Fixture files(options);
  for (int i = 0; i < 40; ++i) fs::create_directories(files.root / std::to_string(i));
  const auto watched = files.watch(files.root, files.seen);
  REQUIRE(files.run_until([&] { return !files.warnings.empty(); }));
  CHECK_THAT(files.warnings.front(), Catch::Matchers::Contains("within seconds") &&
                                         Catch::Matchers::Contains("sysctl fs.inotify.max_user_watches="));
  const auto& root = files.root;
  const std::vector<std::function<void()>> changes = {
      [&] { write(root / "7" / "a.py", "x"); },
      [&] { fs::permissions(root / "7" / "a.py", fs::perms::owner_all); },
      [&] { fs::remove(root / "7" / "a.py"); },
      [&] { fs::create_directory(root / "new"); },
      [&] { fs::remove_all(root); },
      [&] { fs::create_directories(root / "again"); }};
  for (const auto& change : changes) {
    Fixture::tick();
    const auto before = files.seen.size();
    change();
    CHECK(files.told(before + 1));
  }
  std::vector<std::string> other;
  const auto second = files.watch(root / "a-file-there-is-not", other);
  write(root / "a-file-there-is-not", "x");
  CHECK(files.run_until([&] { return !other.empty(); }));
  CHECK(files.warnings.size() == 1);
}

}  // namespace
}  // namespace lambdalocal::system
