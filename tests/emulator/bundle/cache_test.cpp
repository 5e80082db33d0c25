#include "emulator/bundle/cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "tests/support/catch.h"
#include "tests/support/text.h"
#include "tests/support/zip_writer.h"

using namespace lambdalocal;
using namespace lambdalocal::tests;
namespace fs = std::filesystem;

namespace {

std::string digest(char c) { return std::string(64, c); }

bundle::Cache::Maker maker(std::uintmax_t bytes, std::string note = "") {
  return [=](int root) -> Result<bundle::EntryMeta> {
    const system::Fd file(::openat(root, "file", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!file) return system::errno_error("create");
    return bundle::EntryMeta{bytes, note};
  };
}

const bundle::Cache::Maker kNever = [](int) -> Result<bundle::EntryMeta> {
  return Error{ErrorKind::System, "made again"};
};

void set_used(const fs::path& entry, std::time_t when) {
  const timespec times[] = {{when, 0}, {when, 0}};
  REQUIRE(::utimensat(AT_FDCWD, entry.c_str(), times, 0) == 0);
}

}  // namespace

TEST_CASE("an entry is made once and found again with what its maker noted") {
  TestDirectory directory;
  const bundle::Cache cache(directory / "cache");
  {
    const auto made = cache.obtain(digest('a'), maker(10, "a note"));
    REQUIRE(made.ok());
    CHECK(fs::exists(made->root / "file"));
  }
  const auto found = cache.obtain(digest('a'), kNever);
  REQUIRE(found.ok());
  CHECK(found->meta.bytes == 10);
  CHECK(found->meta.note == "a note");
}

TEST_CASE("a maker that fails leaves nothing") {
  TestDirectory directory;
  const bundle::Cache cache(directory / "cache");
  const auto made = cache.obtain(digest('a'), [](int root) -> Result<bundle::EntryMeta> {
    REQUIRE(::mkdirat(root, "half", 0755) == 0);
    return Error{ErrorKind::System, "no"};
  });
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().message == "no");
  CHECK(fs::is_empty(directory / "cache/building"));
  CHECK(fs::is_empty(directory / "cache/entries"));
}

TEST_CASE("what a killed process left is removed, and its entry can be made") {
  TestDirectory directory;
  const bundle::Cache cache(directory / "cache");
  // A child of ours makes an entry and is killed in the middle of it.
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    (void)cache.obtain(digest('a'), [&](int root) -> Result<bundle::EntryMeta> {
      (void)::mkdirat(root, "half", 0755);
      (void)!::write(ready[1], "x", 1);
      for (;;) ::pause();
    });
    ::_exit(1);
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  CHECK(fs::exists(directory / "cache/building" / digest('a') / "entry/root/half"));

  SECTION("while it lives, its directory is left alone") {
    REQUIRE(cache.obtain(digest('b'), maker(1)).ok());
    CHECK(fs::exists(directory / "cache/building" / digest('a') / "entry/root/half"));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  SECTION("another entry's making removes it") {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    REQUIRE(cache.obtain(digest('b'), maker(1)).ok());
    CHECK(fs::is_empty(directory / "cache/building"));
  }
  SECTION("its own entry starts from nothing") {
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const auto made = cache.obtain(digest('a'), maker(1));
    REQUIRE(made.ok());
    CHECK(fs::exists(made->root / "file"));
    CHECK_FALSE(fs::exists(made->root / "half"));
  }
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("an entry without its meta file is made again") {
  TestDirectory directory;
  const bundle::Cache cache(directory / "cache");
  fs::create_directories(directory / "cache/entries" / digest('a') / "root");
  const auto made = cache.obtain(digest('a'), maker(1));
  REQUIRE(made.ok());
  CHECK(fs::exists(made->root / "file"));
}

TEST_CASE("an entry somebody wrote to is made again, and it is said what had changed") {
  TestDirectory directory;
  const bundle::Cache cache(directory / "cache");
  {
    const auto made = cache.obtain(digest('a'), maker(1));
    REQUIRE(made.ok());
    CHECK_FALSE(made->changed.has_value());
    write_file(made->root / "file", "evil");
  }
  const auto again = cache.obtain(digest('a'), maker(1));
  REQUIRE(again.ok());
  CHECK(again->changed == "file");
  CHECK(read_file(again->root / "file").empty());
  const auto third = cache.obtain(digest('a'), kNever);
  REQUIRE(third.ok());
  CHECK_FALSE(third->changed.has_value());
}

TEST_CASE("an entry whose files were deleted is made again") {
  TestDirectory directory;
  const bundle::Cache cache(directory / "cache");
  for (const char* gone : {"root", "root/file", "manifest", "meta", "."}) {
    fs::path entry;
    {
      const auto made = cache.obtain(digest('a'), maker(1));
      REQUIRE(made.ok());
      entry = made->root.parent_path();
    }
    fs::permissions(entry / "root", fs::perms::owner_all);
    fs::remove_all((entry / gone).lexically_normal());
    const auto again = cache.obtain(digest('a'), maker(1));
    REQUIRE(again.ok());
    CHECK(fs::exists(again->root / "file"));
  }
}

TEST_CASE("an entry that was changed and is in use stays for its users, and the next one gets a copy of its own") {
  TestDirectory directory;
  const bundle::Cache cache(directory / "cache");
  const auto held = cache.obtain(digest('a'), maker(1));
  REQUIRE(held.ok());
  write_file(held->root / "file", "changed");
  const auto next = cache.obtain(digest('a'), maker(1));
  REQUIRE(next.ok());
  CHECK(next->root != held->root);
  CHECK(next->digest == held->digest);
  CHECK(read_file(next->root / "file").empty());
  CHECK(read_file(held->root / "file") == "changed");
  const auto third = cache.obtain(digest('a'), kNever);
  REQUIRE(third.ok());
  CHECK(third->root == next->root);
  CHECK(cache.info()->entries == 2);
}

TEST_CASE("the least recently used entries go when the cache is too large, but none in use") {
  TestDirectory directory;
  const bundle::Cache cache(directory / "cache", {.limit = 250});
  const auto entries = directory / "cache/entries";
  auto held = cache.obtain(digest('a'), maker(100));
  REQUIRE(held.ok());
  REQUIRE(cache.obtain(digest('b'), maker(100)).ok());
  set_used(entries / digest('a'), 1000);
  set_used(entries / digest('b'), 2000);
  REQUIRE(cache.obtain(digest('c'), maker(100)).ok());
  CHECK(fs::exists(entries / digest('a')));
  CHECK_FALSE(fs::exists(entries / digest('b')));
  CHECK(fs::exists(entries / digest('c')));
  CHECK(fs::is_empty(directory / "cache/building"));
}

TEST_CASE("using an entry makes it a recent one") {
  TestDirectory directory;
  const bundle::Cache cache(directory / "cache", {.limit = 250});
  const auto entries = directory / "cache/entries";
  REQUIRE(cache.obtain(digest('a'), maker(100)).ok());
  REQUIRE(cache.obtain(digest('b'), maker(100)).ok());
  set_used(entries / digest('a'), 1000);
  set_used(entries / digest('b'), 2000);
  REQUIRE(cache.obtain(digest('a'), kNever).ok());
  REQUIRE(cache.obtain(digest('c'), maker(100)).ok());
  CHECK(fs::exists(entries / digest('a')));
  CHECK_FALSE(fs::exists(entries / digest('b')));
}

TEST_CASE("clear removes all but what is in use, and info counts it") {
  TestDirectory directory;
  const bundle::Cache cache(directory / "cache");
  CHECK(cache.info()->entries == 0);
  CHECK(cache.clear().ok());
  CHECK_FALSE(fs::exists(directory / "cache"));
  auto held = cache.obtain(digest('a'), maker(100));
  REQUIRE(held.ok());
  REQUIRE(cache.obtain(digest('b'), maker(30)).ok());
  auto info = cache.info();
  CHECK(info->entries == 2);
  CHECK(info->bytes == 130);
  CHECK(info->in_use == 1);
  CHECK(cache.clear()->entries == 1);
  CHECK(fs::exists(held->root / "file"));
  held->lock.reset();
  CHECK(cache.clear()->entries == 0);
  CHECK(fs::is_empty(directory / "cache/entries"));
}

TEST_CASE("the index of a cache stays small, however many paths there were") {
  TestDirectory directory;
  const bundle::Cache cache(directory / "cache",
                            {.now = [] { return std::chrono::system_clock::now() + std::chrono::hours(1); }});
  const auto entry = cache.obtain(digest('a'), maker(1));
  REQUIRE(entry.ok());
  write_file(directory / "zip", "x");
  struct stat status {};
  REQUIRE(::stat((directory / "zip").c_str(), &status) == 0);
  for (int i = 0; i < 1200; ++i) cache.remember(directory / std::to_string(i), status, *entry);
  const auto rows = std::distance(fs::directory_iterator(directory / "cache/index"), fs::directory_iterator());
  CHECK(rows <= 1000);
  CHECK(rows > 400);
  CHECK(cache.recall(directory / "1199", status).has_value());
}

TEST_CASE("a level of the cache that others may write to, or that is a link, is not used") {
  for (const char* level : {"cache", "cache/entries", "cache/index", "cache/building"}) {
    INFO(level);
    TestDirectory directory;
    const bundle::Cache cache(directory / "cache");
    REQUIRE(cache.obtain(digest('a'), maker(1)).ok());
    fs::permissions(directory / level, fs::perms::all);
    CHECK_FALSE(cache.obtain(digest('a'), maker(1)).ok());
    fs::permissions(directory / level, fs::perms::owner_all);
    REQUIRE(cache.obtain(digest('a'), maker(1)).ok());
    fs::rename(directory / level, directory / "elsewhere");
    fs::create_directory_symlink(directory / "elsewhere", directory / level);
    const auto refused = cache.obtain(digest('a'), maker(1));
    REQUIRE_FALSE(refused.ok());
    CHECK(contains(refused.error().message, "XDG_CACHE_HOME"));
  }
}

TEST_CASE("a cache that everybody may write to is not used") {
  TestDirectory directory;
  fs::create_directories(directory / "cache");
  fs::permissions(directory / "cache", fs::perms::all);
  const bundle::Cache cache(directory / "cache");
  const auto made = cache.obtain(digest('a'), maker(1));
  REQUIRE_FALSE(made.ok());
  CHECK(contains(made.error().message, "XDG_CACHE_HOME"));
}

TEST_CASE("a cache that cannot be made says what to do") {
  TestDirectory directory;
  write_file(directory / "file", "x");
  const bundle::Cache cache(directory / "file" / "cache");
  const auto made = cache.obtain(digest('a'), maker(1));
  REQUIRE_FALSE(made.ok());
  CHECK(contains(made.error().message, "set XDG_CACHE_HOME"));
}

TEST_CASE("the default cache directory follows XDG_CACHE_HOME, then HOME") {
  const char* const cache_home = std::getenv("XDG_CACHE_HOME");
  const std::string saved = cache_home == nullptr ? "" : cache_home;
  ::setenv("XDG_CACHE_HOME", "/somewhere/cache", 1);
  CHECK(bundle::default_cache_directory() == "/somewhere/cache/lambdalocal");
  ::setenv("XDG_CACHE_HOME", "relative", 1);  // the specification says to ignore it
  CHECK(bundle::default_cache_directory().filename() == "lambdalocal");
  CHECK(bundle::default_cache_directory().is_absolute());
  if (cache_home == nullptr) {
    ::unsetenv("XDG_CACHE_HOME");
  } else {
    ::setenv("XDG_CACHE_HOME", saved.c_str(), 1);
  }
}
