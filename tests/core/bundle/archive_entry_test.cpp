#include "core/bundle/archive_entry.h"

#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal;

namespace {

constexpr unsigned kUnix = 3;

std::uint32_t unix_mode(unsigned mode) { return mode << 16; }

Result<ArchiveEntry> check(std::string_view name, unsigned mode = 0100644) {
  return check_archive_entry(name, kUnix, unix_mode(mode));
}

std::string fault(std::string_view name, unsigned mode = 0100644) {
  const auto entry = check(name, mode);
  REQUIRE_FALSE(entry.ok());
  CHECK(entry.error().kind == ErrorKind::BadConfiguration);
  return entry.error().message;
}

std::string fault_of(const std::vector<ArchiveEntry>& entries) {
  const auto tree = check_archive_entries(entries);
  REQUIRE_FALSE(tree.ok());
  return tree.error().message;
}

ArchiveEntry file(std::string path) { return {std::move(path), EntryType::File, 0644}; }

}  // namespace

TEST_CASE("an entry that could be written outside the package is refused by name") {
  CHECK(contains_all(fault("../evil"), {"\"../evil\"", "climbs out"}));
  CHECK(contains(fault("a/../../evil"), "climbs out"));
  CHECK(contains(fault("a/.."), "climbs out"));
  CHECK(contains(fault(".."), "climbs out"));
  CHECK(contains(fault("../", 0040755), "climbs out"));
  CHECK(contains(fault("/etc/passwd"), "absolute"));
  CHECK(contains(fault("/"), "absolute"));
  CHECK(contains(fault("C:/evil"), "drive letter"));
  CHECK(contains(fault("c:evil"), "drive letter"));
  CHECK(contains(fault("..\\evil"), "backslash"));
  CHECK(contains_all(fault("dir\\handler.py"), {"backslash", "forward slashes"}));
}

TEST_CASE("an entry whose name cannot be a file name is refused") {
  using namespace std::string_view_literals;
  CHECK(contains_all(fault("app.py\0.txt"sv), {"NUL", "\"app.py\\x00.txt\""}));
  CHECK(contains(fault(""), "no name"));
  CHECK(contains(fault("."), "no name"));
  CHECK(contains(fault(std::string(256, 'a')), "longer than 255"));
  CHECK(contains(fault("a/" + std::string(256, 'b') + "/c"), "longer than 255"));
  std::string deep;
  while (deep.size() <= kEntryPathBytes) deep += "0123456789/";
  CHECK(contains(fault(deep + "f"), "longer than 4085"));
  CHECK(check(std::string(255, 'a')).ok());
}

TEST_CASE("a name is shown to people with its control characters escaped") {
  CHECK(quoted_name("a\x1b[31m\n\"b") == "\"a\\x1b[31m\\x0a\\x22b\"");
  CHECK(quoted_name("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80") == "\"caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"");
  CHECK(quoted_name("\xc2\x9b\xff\xe2\x82") == "\"\\xc2\\x9b\\xff\\xe2\\x82\"");
  CHECK(quoted_name("\xc0\xaf\xed\xa0\x80") == "\"\\xc0\\xaf\\xed\\xa0\\x80\"");
  CHECK(quoted_name(std::string(5000, 'x')).size() < 300);
}

TEST_CASE("empty and dot components of a name are dropped, as unzip does") {
  CHECK(check("./app.py")->path == "app.py");
  CHECK(check("a//b/./c.py")->path == "a/b/c.py");
  CHECK(check("..a/b..")->path == "..a/b..");
  CHECK(check("./", 0040755)->path.empty());
  CHECK(check("a/b/", 0040755)->path == "a/b");
}

TEST_CASE("a type is a file's, a directory's or a symbolic link's") {
  CHECK(check("f")->type == EntryType::File);
  CHECK(check("d/", 0)->type == EntryType::Directory);
  CHECK(check("d/")->type == EntryType::Directory);
  CHECK(check("d", 0040755)->type == EntryType::Directory);
  CHECK(check("l", 0120777)->type == EntryType::Symlink);
  CHECK(contains(fault("l/", 0120777), "symbolic link"));
  for (const unsigned type : {0010000U, 0020000U, 0060000U, 0140000U})
    CHECK(contains(fault("x", type | 0644), "device"));
}

TEST_CASE("permission bits come from unix archives only, and set-user-id never") {
  CHECK(check("bootstrap", 0100755)->mode == 0755);
  CHECK(check("secret", 0100600)->mode == 0600);
  CHECK(check("su", 0106755)->mode == 0755);
  CHECK(check("sticky", 0101777)->mode == 0777);
  CHECK(check("d/", 0040700)->mode == 0700);
  CHECK(check("none", 0)->mode == 0644);
  CHECK(check_archive_entry("f", 0, unix_mode(0100777))->mode == 0644);
  CHECK(check_archive_entry("d/", 0, 0x10)->mode == 0755);
  CHECK(check_archive_entry("l", 0, unix_mode(0120777))->type == EntryType::File);
  CHECK(check_archive_entry("f", 19, unix_mode(0100755))->mode == 0755);
}

TEST_CASE("a symbolic link may point anywhere inside the package") {
  for (const auto& [link, target] : {std::pair("l", "app.py"),
                                     {"l", "./a/b"},
                                     {"a/b/l", "../../x"},
                                     {"a/l", ".."},
                                     {"node_modules/.bin/tsc", "../typescript/bin/tsc"},
                                     {"l", "."},
                                     {"a/l", "../a/"}}) {
    INFO(link << " -> " << target);
    CHECK(check_symlink_target(link, target).ok());
  }
}

TEST_CASE("a symbolic link may point to what a function has on Lambda, and nowhere else by an absolute path") {
  for (const char* target : {"/opt", "/opt/python/a.py", "/var/task/lib/x", "/var/task", "/tmp/state"}) {
    INFO(target);
    CHECK(check_symlink_target("l", target).ok());
  }
  for (const char* target :
       {"/", "/optional", "/var", "/var/runtime", "/opt/../etc/passwd", "/tmp/a/../../etc", "/tmpx"}) {
    INFO(target);
    CHECK_FALSE(check_symlink_target("l", target).ok());
  }
}

TEST_CASE("a symbolic link out of the package is refused by name") {
  for (const auto& [link, target] : {std::pair("l", "../x"),
                                     {"l", ".."},
                                     {"l", "/etc/passwd"},
                                     {"a/l", "../../x"},
                                     {"a/l", "../../a/x"},
                                     {"a/b/l", "../.././../x"},
                                     {"l", "x/../.."},
                                     {"d/l2", "l1/../../x"},
                                     {"l", ""}}) {
    INFO(link << " -> " << target);
    const auto checked = check_symlink_target(link, target);
    REQUIRE_FALSE(checked.ok());
    CHECK(contains_all(checked.error().message, {link, "symbolic link"}));
  }
  CHECK_FALSE(check_symlink_target("l", std::string("a\0b", 3)).ok());
  CHECK_FALSE(check_symlink_target("l", std::string(5000, 'a')).ok());
  CHECK_FALSE(check_symlink_target("l", "a/" + std::string(256, 'a')).ok());
}

TEST_CASE("directories of a package are listed once, parents first, with the modes it gives") {
  const std::vector<ArchiveEntry> entries = {file("a/b/c/f"),
                                             file("top"),
                                             {"a/b", EntryType::Directory, 0750},
                                             file("a/g"),
                                             {"empty", EntryType::Directory, 0755}};
  const auto tree = check_archive_entries(entries);
  REQUIRE(tree.ok());
  std::vector<std::string> paths;
  for (const auto& directory : tree->directories) paths.emplace_back(directory.path);
  CHECK(paths == std::vector<std::string>{"", "a", "a/b", "a/b/c", "empty"});
  CHECK(tree->directories[2].mode == 0750);
  CHECK(tree->directories[1].mode == 0755);
  CHECK(tree->parents == std::vector<std::uint32_t>{3, 0, 1, 1, 0});
}

TEST_CASE("a set of entries that cannot be laid out is refused by name") {
  CHECK(check_archive_entries(std::vector{file("app.py"), file("App.py")}).ok());
  CHECK(contains(fault_of({file("app.py"), file("app.py")}), "twice"));
  CHECK(contains(fault_of({file("a"), file("a/b")}), "a file and a directory"));
  CHECK(contains(fault_of({file("a/b"), file("a")}), "a file and a directory"));
  CHECK(contains(fault_of({{"l", EntryType::Symlink, 0777}, file("l/x/y")}), "a symbolic link and a directory"));
  CHECK(contains(fault_of({{"d", EntryType::Directory, 0755}, {"d", EntryType::Symlink, 0777}}), "at once"));
  CHECK(check_archive_entries(std::vector{file("Crypto/x"), file("crypto/y")}).ok());
}

TEST_CASE("entries that would make endless directories are refused") {
  std::vector<ArchiveEntry> entries;
  for (int i = 0; i < 120; ++i) {
    std::string path = std::to_string(i);
    while (path.size() < 4000) path += "/a";
    entries.push_back(file(path));
  }
  CHECK(contains(fault_of(entries), "more than 200000"));
}
