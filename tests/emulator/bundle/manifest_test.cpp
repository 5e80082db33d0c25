#include "emulator/bundle/manifest.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>

#include "emulator/system/files/fd.h"
#include "tests/support/catch.h"
#include "tests/support/zip_writer.h"

using namespace lambdalocal;
using namespace lambdalocal::tests;
namespace fs = std::filesystem;

namespace {

using State = bundle::TreeCheck::State;

system::Fd open_directory(const fs::path& path) {
  return system::Fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

// A sealed tree of a few files.
struct Sealed {
  TestDirectory directory;
  fs::path root = directory / "root";
  std::string text;

  Sealed() {
    write_file(root / "app.py", "code");
    write_file(root / "lib/deep/module.py", "code");
    fs::create_directory(root / "empty");
    fs::create_symlink("app.py", root / "link");
    auto sealed = bundle::seal_tree(open_directory(root).get());
    REQUIRE(sealed.ok());
    text = *sealed;
  }

  bundle::TreeCheck check() const {
    const auto manifest = bundle::parse_manifest(text);
    REQUIRE(manifest.has_value());
    return bundle::check_tree(open_directory(root).get(), *manifest);
  }
};

void open_up(const fs::path& path) { fs::permissions(path, fs::perms::owner_write, fs::perm_options::add); }

}  // namespace

TEST_CASE("a sealed tree is intact as long as nobody writes to it, and its directories are read-only") {
  const Sealed sealed;
  CHECK(sealed.check().state == State::Intact);
  CHECK(read_file(sealed.root / "lib/deep/module.py") == "code");
  CHECK(sealed.check().state == State::Intact);
  CHECK((fs::status(sealed.root / "lib/deep").permissions() & fs::perms(0222)) == fs::perms::none);
  CHECK((fs::status(sealed.root).permissions() & fs::perms(0222)) == fs::perms::none);
}

TEST_CASE("each way to change a sealed tree is noticed and named") {
  struct Change {
    const char* name;
    std::function<void(const fs::path&)> make;
    const char* changed;
  };
  const Change changes[] = {
      {"contents, with the times set back",
       [](const fs::path& root) {
         const auto time = fs::last_write_time(root / "app.py");
         write_file(root / "app.py", "evil");
         fs::last_write_time(root / "app.py", time);
       },
       "app.py"},
      {"a file deep inside", [](const fs::path& root) { write_file(root / "lib/deep/module.py", "longer code"); },
       "lib/deep/module.py"},
      {"a mode", [](const fs::path& root) { fs::permissions(root / "app.py", fs::perms(0755)); }, "app.py"},
      {"a new file at the root",
       [](const fs::path& root) {
         open_up(root);
         write_file(root / "counter", "1");
       },
       ""},
      {"a new file in an empty directory",
       [](const fs::path& root) {
         open_up(root / "empty");
         write_file(root / "empty/counter", "1");
       },
       "empty"},
      {"a file removed",
       [](const fs::path& root) {
         open_up(root / "lib/deep");
         fs::remove(root / "lib/deep/module.py");
       },
       "lib/deep"},
      {"a file renamed into the place of another",
       [](const fs::path& root) {
         open_up(root / "lib/deep");
         write_file(root / "lib/deep/new", "code");
         fs::rename(root / "lib/deep/new", root / "lib/deep/module.py");
       },
       "lib/deep"},
      {"a link turned elsewhere",
       [](const fs::path& root) {
         open_up(root);
         fs::remove(root / "link");
         fs::create_symlink("empty", root / "link");
       },
       ""},
      {"a directory removed",
       [](const fs::path& root) {
         open_up(root);
         fs::remove(root / "empty");
       },
       ""},
  };
  for (const Change& change : changes) {
    INFO(change.name);
    const Sealed sealed;
    change.make(sealed.root);
    const auto check = sealed.check();
    CHECK(check.state == State::Changed);
    CHECK(check.changed == change.changed);
  }
}

TEST_CASE("a tree that was copied elsewhere does not pass for the one that was sealed") {
  const Sealed sealed;
  fs::copy(sealed.root, sealed.directory / "copy", fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  const auto manifest = bundle::parse_manifest(sealed.text);
  REQUIRE(manifest.has_value());
  CHECK(bundle::check_tree(open_directory(sealed.directory / "copy").get(), *manifest).state == State::Foreign);
}

TEST_CASE("a file that is shared with another directory may change") {
  TestDirectory directory;
  write_file(directory / "layer/shared.py", "one");
  fs::create_directory(directory / "root");
  fs::create_hard_link(directory / "layer/shared.py", directory / "root/shared.py");
  const auto text = bundle::seal_tree(open_directory(directory / "root").get());
  REQUIRE(text.ok());
  write_file(directory / "layer/shared.py", "two, edited by a person");
  const auto manifest = bundle::parse_manifest(*text);
  REQUIRE(manifest.has_value());
  CHECK(bundle::check_tree(open_directory(directory / "root").get(), *manifest).state == State::Intact);
}

TEST_CASE("a tree of many files is compared whole, whatever it is shared among") {
  TestDirectory directory;
  for (int i = 0; i < 3000; ++i) write_file(directory / "root" / std::to_string(i % 30) / std::to_string(i), "x");
  const auto text = bundle::seal_tree(open_directory(directory / "root").get());
  REQUIRE(text.ok());
  const auto manifest = bundle::parse_manifest(*text);
  REQUIRE(manifest.has_value());
  CHECK(manifest->files.size() == 3000);
  CHECK(manifest->directories.size() == 31);
  const auto root = open_directory(directory / "root");
  CHECK(bundle::check_tree(root.get(), *manifest).state == State::Intact);
  fs::permissions(directory / "root/29/2999", fs::perms(0600));
  CHECK(bundle::check_tree(root.get(), *manifest).changed == "29/2999");
}

TEST_CASE("a text that is no manifest is none") {
  const std::string head = "lambdalocal manifest 1\n";
  const std::string print(16, '0');
  const std::string zero(1, '\0');
  CHECK(bundle::parse_manifest(head + "7\n" + print + "d" + zero).has_value());
  for (const std::string& text :
       {std::string(), head, head + "7\n", head + "seven\n" + print + "d" + zero,
        std::string("lambdalocal manifest 2\n"), head + "7\n" + print + "fapp.py" + zero, head + "7\n" + print + "d",
        head + "7\n" + "xyz" + print + "d" + zero, head + "7\n" + print + "d" + zero + print + "f" + zero,
        head + "7\n" + print + "d.." + zero, head + "7\n" + print + "d/etc" + zero,
        head + "7\n" + print + "d" + zero + print + "f../x" + zero, head + "7\n" + print + "da/../b" + zero,
        head + "7\n" + print + "x" + zero}) {
    CHECK_FALSE(bundle::parse_manifest(text).has_value());
  }
}
