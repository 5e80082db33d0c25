#include "emulator/bundle/bundle.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"
#include "tests/support/zip_writer.h"

using namespace lambdalocal;
using namespace lambdalocal::tests;
namespace fs = std::filesystem;

namespace {

struct Fixture {
  TestDirectory directory;
  bundle::Cache cache{directory / "cache",
                      {.now = [] { return std::chrono::system_clock::now() + std::chrono::hours(1); }}};

  bundle::Bundle open(const std::vector<fs::path>& layers) {
    auto opened = bundle::open_layers(layers, cache);
    if (!opened.ok()) FAIL(opened.error().message);
    REQUIRE(opened->has_value());
    return std::move(**opened);
  }
};

}  // namespace

TEST_CASE("no layers make no /opt, and one directory is /opt as it is") {
  Fixture f;
  CHECK_FALSE(bundle::open_layers({}, f.cache)->has_value());
  write_file(f.directory / "layer/python/a.py", "a");
  CHECK(f.open({f.directory / "layer"}).root == f.directory / "layer");
}

TEST_CASE("several layers are one tree, a later one over the earlier ones") {
  Fixture f;
  const auto one = f.directory.zip("one.zip", {file("python/a.py", "1"), file("python/both.py", "1"),
                                               file("bin/tool", "1", 0100755), symbolic_link("bin/t", "tool")});
  const auto two = f.directory.zip("two.zip", {file("python/b.py", "2"), file("python/both.py", "2")});
  const auto opt = f.open({one, two});
  CHECK(opt.unpacked);
  CHECK(opt.bytes == 3 + 4 + 2);
  CHECK(read_file(opt.root / "python/a.py") == "1");
  CHECK(read_file(opt.root / "python/b.py") == "2");
  CHECK(read_file(opt.root / "python/both.py") == "2");
  CHECK(fs::read_symlink(opt.root / "bin/t") == "tool");
  CHECK((fs::status(opt.root / "bin/tool").permissions() & fs::perms::owner_exec) != fs::perms::none);
  CHECK(f.open({one, two}).root == opt.root);
  const auto turned = f.open({two, one});
  CHECK(read_file(turned.root / "python/both.py") == "1");
}

TEST_CASE("merging layers leaves the entries they come from as they are, and the merged tree is compared too") {
  Fixture f;
  const auto one = f.directory.zip("one.zip", {file("a", "1")});
  const auto two = f.directory.zip("two.zip", {file("b", "2")});
  fs::path merged;
  {
    const auto opt = f.open({one, two});
    merged = opt.root;
    CHECK(opt.warning.empty());
  }
  CHECK(f.open({one}).warning.empty());
  write_file(merged / "a", "evil");
  const auto again = f.open({one, two});
  CHECK(read_file(again.root / "a") == "1");
  CHECK(contains_all(again.warning, {"\"a\"", "read-only"}));
  CHECK(f.open({one}).warning.empty());
}

TEST_CASE("a directory among the layers shows edits, new files and removed files") {
  Fixture f;
  const auto zip = f.directory.zip("one.zip", {file("python/a.py", "1")});
  const auto layer = f.directory / "layer";
  write_file(layer / "python/b.py", "2");
  write_file(layer / "python/c.py", "3");
  const auto first = f.open({zip, layer});
  CHECK(read_file(first.root / "python/b.py") == "2");

  write_file(layer / "python/b.py", "edited in place");
  CHECK(read_file(first.root / "python/b.py") == "edited in place");
  CHECK(f.open({zip, layer}).root == first.root);

  write_file(layer / "python/new", "replaced by a rename");
  fs::rename(layer / "python/new", layer / "python/b.py");
  fs::remove(layer / "python/c.py");
  write_file(layer / "python/d.py", "4");
  const auto second = f.open({zip, layer});
  CHECK(read_file(second.root / "python/b.py") == "replaced by a rename");
  CHECK_FALSE(fs::exists(second.root / "python/c.py"));
  CHECK(read_file(second.root / "python/d.py") == "4");
  CHECK(read_file(second.root / "python/a.py") == "1");
}

TEST_CASE("a link that leads out of a directory layer still leads there in the merged tree") {
  Fixture f;
  write_file(f.directory / "shared/x.py", "shared");
  write_file(f.directory / "layer/python/a.py", "a");
  fs::create_symlink("../../shared/x.py", f.directory / "layer/python/x.py");
  const auto zip = f.directory.zip("one.zip", {file("python/b.py", "1")});
  CHECK(read_file(f.open({f.directory / "layer", zip}).root / "python/x.py") == "shared");
}

TEST_CASE("a file of one layer where another has a directory is refused by name") {
  Fixture f;
  const auto one = f.directory.zip("one.zip", {file("python/lib/a.py", "1")});
  const auto two = f.directory.zip("two.zip", {symbolic_link("python", ".")});
  for (const auto& layers : {std::vector{one, two}, std::vector{two, one}}) {
    const auto opened = bundle::open_layers(layers, f.cache);
    REQUIRE_FALSE(opened.ok());
    CHECK(contains_all(opened.error().message, {"\"python\"", "another layer"}));
  }
}

TEST_CASE("more than five layers, and layers that exceed the budget together, are refused") {
  Fixture f;
  const auto zip = f.directory.zip("one.zip", {file("a", "12345")});
  const auto other = f.directory.zip("two.zip", {file("b", "12345")});
  CHECK_FALSE(bundle::open_layers(std::vector(6, zip), f.cache).ok());
  CHECK(bundle::open_layers(std::vector{zip, other}, f.cache, 10).ok());
  const auto opened = bundle::open_layers(std::vector{zip, other}, f.cache, 9);
  REQUIRE_FALSE(opened.ok());
  CHECK(contains_all(opened.error().message, {"layer: ", "two.zip", "must be smaller"}));
  CHECK_FALSE(bundle::open_layers(std::vector{f.directory / "nowhere"}, f.cache).ok());
}
