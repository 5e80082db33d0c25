#include "emulator/bundle/bundle.h"

#include <sys/stat.h>

#include <thread>

#include "tests/support/catch.h"
#include "tests/support/text.h"
#include "tests/support/zip_writer.h"

using namespace lambdalocal;
using namespace lambdalocal::tests;
namespace fs = std::filesystem;

namespace {

// A cache to which every file is an old one.
struct Fixture {
  TestDirectory directory;
  bundle::Cache cache{directory / "cache",
                      {.now = [] { return std::chrono::system_clock::now() + std::chrono::hours(1); }}};

  std::string refusal(const fs::path& package, ErrorKind kind = ErrorKind::BadConfiguration) {
    const auto opened = bundle::open_bundle(package, cache);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().kind == kind);
    return opened.error().message;
  }
};

std::uintmax_t inode(const fs::path& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_ino;
}

}  // namespace

TEST_CASE("a directory is used in place") {
  Fixture f;
  write_file(f.directory / "fn/app.py", "x");
  const auto opened = bundle::open_bundle((f.directory / "fn").native() + "/", f.cache);
  REQUIRE(opened.ok());
  CHECK(opened->root == f.directory / "fn");
  CHECK_FALSE(opened->unpacked);
  CHECK_FALSE(fs::exists(f.directory / "cache"));
}

TEST_CASE("a zip is unpacked into the cache, and the second use unpacks nothing") {
  Fixture f;
  const auto zip = f.directory.zip("fn.zip", {file("app.py", "x"), file("bootstrap", "y", 0100755)});
  fs::path root;
  {
    const auto opened = bundle::open_bundle(zip, f.cache);
    REQUIRE(opened.ok());
    root = opened->root;
    CHECK(opened->unpacked);
    CHECK(opened->bytes == 2);
    CHECK(opened->digest.size() == 64);
    CHECK(read_file(root / "app.py") == "x");
  }
  const auto before = inode(root / "app.py");
  const auto again = bundle::open_bundle(zip, f.cache);
  REQUIRE(again.ok());
  CHECK(again->root == root);
  CHECK(inode(again->root / "app.py") == before);
}

TEST_CASE("a zip whose unpacked copy was written to is unpacked anew with a warning, also when its file is known") {
  Fixture f;
  const auto zip = f.directory.zip("fn.zip", {file("app.py", "x"), file("lib/a.py", "y")});
  {
    const auto opened = bundle::open_bundle(zip, f.cache);
    REQUIRE(opened.ok());
    write_file(opened->root / "lib/a.py", "evil");
  }
  {
    const auto again = bundle::open_bundle(zip, f.cache);
    REQUIRE(again.ok());
    CHECK(contains_all(again->warning, {"lib/a.py", "read-only"}));
    CHECK(read_file(again->root / "lib/a.py") == "y");
    fs::permissions(again->root, fs::perms::owner_all);
    fs::remove_all(again->root);
  }
  const auto third = bundle::open_bundle(zip, f.cache);
  REQUIRE(third.ok());
  CHECK_FALSE(third->warning.empty());
  CHECK(read_file(third->root / "app.py") == "x");
}

TEST_CASE("the second use of a zip does not read it") {
  Fixture f;
  const auto zip = f.directory.zip("fn.zip", {file("app.py", "x")});
  REQUIRE(bundle::open_bundle(zip, f.cache).ok());
  struct stat status {};
  REQUIRE(::stat(zip.c_str(), &status) == 0);
  const auto recalled = f.cache.recall(zip, status);
  REQUIRE(recalled.has_value());
  CHECK(recalled->meta.bytes == 1);
}

TEST_CASE("a zip changed in place is noticed, even with its size and time of modification kept") {
  Fixture f;
  const auto zip = f.directory.zip("fn.zip", {file("app.py", "old")});
  const auto time = fs::last_write_time(zip);
  REQUIRE(bundle::open_bundle(zip, f.cache).ok());
  f.directory.zip("fn.zip", {file("app.py", "new")});
  fs::last_write_time(zip, time);
  const auto opened = bundle::open_bundle(zip, f.cache);
  REQUIRE(opened.ok());
  CHECK(read_file(opened->root / "app.py") == "new");
}

TEST_CASE("a zip changed a moment ago is not trusted to stay as it is") {
  Fixture f;
  const bundle::Cache cache(f.directory / "cache", {.now = [] { return std::chrono::system_clock::now(); }});
  const auto zip = f.directory.zip("fn.zip", {file("app.py", "x")});
  struct stat status {};
  REQUIRE(::stat(zip.c_str(), &status) == 0);
  const bundle::Cache frozen(f.directory / "cache", {.now = [status] {
                               return std::chrono::system_clock::from_time_t(status.st_mtim.tv_sec);
                             }});
  REQUIRE(bundle::open_bundle(zip, frozen).ok());
  CHECK_FALSE(frozen.recall(zip, status).has_value());
}

TEST_CASE("the same archive under two names is unpacked once") {
  Fixture f;
  const auto one = f.directory.zip("one.zip", {file("app.py", "x")});
  fs::copy_file(one, f.directory / "two.zip");
  const auto a = bundle::open_bundle(one, f.cache);
  const auto b = bundle::open_bundle(f.directory / "two.zip", f.cache);
  REQUIRE(a.ok());
  REQUIRE(b.ok());
  CHECK(a->root == b->root);
  CHECK(f.cache.info()->entries == 1);
}

TEST_CASE("many users of one new zip at once unpack it once and all get it") {
  Fixture f;
  std::vector<ZipEntry> entries;
  for (int i = 0; i < 300; ++i) entries.push_back(file("d" + std::to_string(i % 5) + "/" + std::to_string(i), "x"));
  const auto zip = f.directory.zip("fn.zip", entries);
  std::vector<std::optional<bundle::Bundle>> opened(8);
  {
    std::vector<std::jthread> threads;
    for (auto& slot : opened) {
      threads.emplace_back([&] {
        const bundle::Cache cache(f.directory / "cache");
        auto bundle = bundle::open_bundle(zip, cache);
        if (bundle) slot = std::move(bundle).value();
      });
    }
  }
  for (const auto& bundle : opened) {
    REQUIRE(bundle.has_value());
    CHECK(bundle->root == opened[0]->root);
    CHECK(read_file(bundle->root / "d4/299") == "x");
  }
  CHECK(f.cache.info()->entries == 1);
  CHECK(fs::is_empty(f.directory / "cache/building"));
}

TEST_CASE("a refused zip leaves nothing in the cache and nothing outside") {
  Fixture f;
  const auto zip = f.directory.zip("evil.zip", {file("ok", "x"), file("../../../evil", "x")});
  const auto message = f.refusal(zip);
  CHECK(contains_all(message, {"evil.zip", "../../../evil"}));
  CHECK(f.directory.listing() ==
        std::vector<std::string>{"cache", "cache/building", "cache/entries", "cache/index", "evil.zip"});
}

TEST_CASE("what is no deployment package is refused, saying what it is") {
  Fixture f;
  CHECK(contains(f.refusal(f.directory / "missing.zip"), "no such file"));
  write_file(f.directory / "fn.jar", "PK");
  CHECK(contains(f.refusal(f.directory / "fn.jar"), "fn.jar"));
  write_file(f.directory / "fn.zip", "\x1f\x8b\x08rest");
  CHECK(contains_all(f.refusal(f.directory / "fn.zip"), {"gzip", "a directory or a zip"}));
  write_file(f.directory / "app.py", "def handler(event, context): pass\n");
  CHECK(contains(f.refusal(f.directory / "app.py"), "a text file"));
  write_file(f.directory / "empty.zip", "");
  CHECK(contains(f.refusal(f.directory / "empty.zip"), "an empty file"));
  write_file(f.directory / "noise.zip", "\x01\x02\x03\xff\xfe");
  CHECK(contains(f.refusal(f.directory / "noise.zip"), "not a zip archive"));
  REQUIRE(::mkfifo((f.directory / "pipe").c_str(), 0600) == 0);
  CHECK(contains(f.refusal(f.directory / "pipe"), "neither"));
}

TEST_CASE("the budget holds for a zip from the cache too") {
  Fixture f;
  const auto zip = f.directory.zip("fn.zip", {file("a", "12345")});
  REQUIRE(bundle::open_bundle(zip, f.cache).ok());
  const auto opened = bundle::open_bundle(zip, f.cache, 4);
  REQUIRE_FALSE(opened.ok());
  CHECK(contains(opened.error().message, "must be smaller than 262144000 bytes"));
}

TEST_CASE("files Lambda could not read are warned of, at each use") {
  Fixture f;
  const auto zip = f.directory.zip("fn.zip", {file("app.py", "x", 0100600)});
  for (int use = 0; use < 2; ++use) CHECK(contains(bundle::open_bundle(zip, f.cache)->warning, "app.py"));
}

TEST_CASE("CodeSha256 is the base64 digest of the archive") {
  Fixture f;
  write_file(f.directory / "x.zip", "abc");
  CHECK(bundle::code_sha256(f.directory / "x.zip", f.cache).value() == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  const auto zip = f.directory.zip("fn.zip", {file("a", "1")});
  const std::string before = bundle::code_sha256(zip, f.cache).value();
  REQUIRE(bundle::open_bundle(zip, f.cache).ok());
  CHECK(bundle::code_sha256(zip, f.cache).value() == before);
}

TEST_CASE("the size of a directory is counted up to the budget") {
  Fixture f;
  write_file(f.directory / "fn/a", "123");
  write_file(f.directory / "fn/b/c", "4567");
  CHECK(bundle::measure_directory(f.directory / "fn").value() == 7);
  CHECK(bundle::measure_directory(f.directory / "fn", 2).value() > 2);
  CHECK_FALSE(bundle::measure_directory(f.directory / "nowhere").ok());
}
