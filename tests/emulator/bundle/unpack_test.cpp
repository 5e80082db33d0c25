#include "emulator/bundle/unpack.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "emulator/bundle/central_directory.h"
#include "emulator/system/files/fd.h"
#include "tests/support/catch.h"
#include "tests/support/text.h"
#include "tests/support/zip_writer.h"

using namespace lambdalocal;
using namespace lambdalocal::tests;
namespace fs = std::filesystem;

namespace {

// Unpacks into `root` of a fresh directory, with something beside it that must stay as it is.
struct Unpacking {
  TestDirectory directory;
  fs::path root = directory / "root";

  Result<bundle::Unpacked> bytes(const std::string& archive, const bundle::UnpackOptions& options = {}) {
    write_file(directory / "x.zip", archive);
    fs::create_directory(root);
    const system::Fd zip(::open((directory / "x.zip").c_str(), O_RDONLY | O_CLOEXEC));
    const system::Fd target(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return bundle::unpack(zip.get(), target.get(), options);
  }

  Result<bundle::Unpacked> operator()(const std::vector<ZipEntry>& entries, const bundle::UnpackOptions& options = {}) {
    return bytes(zip_bytes(entries), options);
  }

  // What lies outside root besides the archive.
  std::vector<std::string> outside() const {
    std::vector<std::string> paths;
    for (const auto& path : directory.listing()) {
      if (path != "root" && path != "x.zip" && !path.starts_with("root/")) paths.push_back(path);
    }
    return paths;
  }
};

std::string refusal(const std::vector<ZipEntry>& entries, const bundle::UnpackOptions& options = {}) {
  Unpacking unpacking;
  const auto unpacked = unpacking(entries, options);
  REQUIRE_FALSE(unpacked.ok());
  CHECK(unpacked.error().kind == ErrorKind::BadConfiguration);
  CHECK(unpacking.outside().empty());
  return unpacked.error().message;
}

// Refused before anything is written at all.
std::string early_refusal(const std::vector<ZipEntry>& entries) {
  Unpacking unpacking;
  const auto unpacked = unpacking(entries);
  REQUIRE_FALSE(unpacked.ok());
  CHECK(unpacking.directory.listing() == std::vector<std::string>{"root", "x.zip"});
  return unpacked.error().message;
}

unsigned mode_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

}  // namespace

TEST_CASE("a package is unpacked with its contents, its modes without the permission to write, and links") {
  Unpacking unpacking;
  const auto unpacked = unpacking({file("app.py", "print()"), file("bin/bootstrap", "#!/bin/sh\n", 0100755),
                                   directory("empty/"), symbolic_link("bin/run", "bootstrap"), file("w", "", 0100666),
                                   file("ro", "x", 0100444), directory("locked/", 0040555), file("locked/f", "y")});
  REQUIRE(unpacked.ok());
  CHECK(unpacked->files == 6);
  CHECK(unpacked->bytes == 7 + 10 + 9 + 1 + 1);
  CHECK(read_file(unpacking.root / "app.py") == "print()");
  CHECK(mode_of(unpacking.root / "app.py") == 0444);
  CHECK(mode_of(unpacking.root / "bin/bootstrap") == 0555);
  CHECK(mode_of(unpacking.root / "bin") == 0755);
  CHECK(mode_of(unpacking.root / "w") == 0444);
  CHECK(mode_of(unpacking.root / "ro") == 0444);
  CHECK(fs::is_directory(unpacking.root / "empty"));
  CHECK(fs::read_symlink(unpacking.root / "bin/run") == "bootstrap");
  CHECK(read_file(unpacking.root / "locked/f") == "y");
  CHECK(unpacked->unreadable == 0);
}

TEST_CASE("modes are exact whatever the process's umask is, and the umask stays") {
  const mode_t before = ::umask(0077);
  Unpacking unpacking;
  const bool ok = unpacking({file("d/f", "x", 0100664)}).ok();
  const mode_t after = ::umask(before);
  CHECK(ok);
  CHECK(after == 0077);
  CHECK(mode_of(unpacking.root / "d/f") == 0444);
  CHECK(mode_of(unpacking.root / "d") == 0755);
}

TEST_CASE("a package made on Windows has files everyone may read and none that may be run") {
  ZipEntry entry = file("bootstrap", "x", 0);
  entry.made_by = 0;
  Unpacking unpacking;
  REQUIRE(unpacking({entry}).ok());
  CHECK(mode_of(unpacking.root / "bootstrap") == 0444);
}

TEST_CASE("names that differ only in case are two files, as on Lambda") {
  Unpacking unpacking;
  REQUIRE(unpacking({file("lib/Readme", "x"), file("lib/README", "y"), file("Lib/a", "z")}).ok());
  CHECK(read_file(unpacking.root / "lib/Readme") == "x");
  CHECK(read_file(unpacking.root / "lib/README") == "y");
  CHECK(read_file(unpacking.root / "Lib/a") == "z");
}

TEST_CASE("directories only their owner may enter are counted: Lambda would not find what is in them") {
  Unpacking unpacking;
  const auto unpacked = unpacking({directory("lib/", 0040700), file("lib/a.py", ""), file("b.py", "")});
  REQUIRE(unpacked.ok());
  CHECK(unpacked->closed_directories == 1);
  CHECK(unpacked->first_closed_directory == "lib");
}

TEST_CASE("more entries than a package can have are refused by the number the archive declares") {
  Unpacking unpacking;
  std::string zip = zip_bytes({file("a", "x")});
  const std::size_t end = zip.size() - 22;
  const std::string declared("\xff\xff", 2);
  zip.replace(end + 10, 2, declared);
  std::string end64 = std::string("PK\x06\x06", 4) + std::string(28, '\0') + std::string("\x40\x42\x0f\0\0\0\0\0", 8);
  end64.resize(56);
  std::string locator = std::string("PK\x06\x07", 4) + std::string(16, '\0');
  for (int i = 0; i < 4; ++i) locator[8 + i] = static_cast<char>(end >> (8 * i));
  zip.insert(end, end64 + locator);
  write_file(unpacking.directory / "many.zip", zip);
  const system::Fd many(::open((unpacking.directory / "many.zip").c_str(), O_RDONLY | O_CLOEXEC));
  CHECK(bundle::declared_entries(many.get()) == 1'000'000);
  const auto unpacked = bundle::unpack(many.get(), -1);
  REQUIRE_FALSE(unpacked.ok());
  CHECK(contains(unpacked.error().message, "more than 200000 entries"));
}

TEST_CASE("files only their owner may read are counted: Lambda could not open them") {
  Unpacking unpacking;
  const auto unpacked = unpacking({file("ok.py", ""), file("lib/secret.py", "", 0100600), file("b", "", 0100640)});
  REQUIRE(unpacked.ok());
  CHECK(unpacked->unreadable == 2);
  CHECK_FALSE(unpacked->first_unreadable.empty());
}

TEST_CASE("an archive with a hostile name writes nothing at all") {
  CHECK(contains(early_refusal({file("good", "x"), file("../evil", "x")}), "\"../evil\""));
  CHECK(contains(early_refusal({file("good", "x"), file("/tmp/lambdalocal-evil", "x")}), "absolute"));
  CHECK(contains(early_refusal({file("C:\\evil", "x")}), "backslash"));
  CHECK(contains(early_refusal({file("C:evil", "x")}), "drive letter"));
  CHECK(contains(early_refusal({file("a/..\\..\\evil", "x")}), "backslash"));
  CHECK(contains(early_refusal({file(std::string("app.py\0.txt", 11), "x")}), "NUL"));
  CHECK(contains(early_refusal({file(std::string("\0", 1), "x")}), "NUL"));
  CHECK(contains(early_refusal({file(std::string("caf\xc3\xa9\0x", 7), "x")}), "NUL"));
  CHECK(contains(early_refusal({file(std::string(300, 'n'), "x")}), "longer than 255"));
  CHECK(contains(early_refusal({file("a", "x"), file("a", "y")}), "twice"));
  CHECK(contains(early_refusal({file("a", "x"), file("a/b", "y")}), "a file and a directory"));
  CHECK(contains(early_refusal({symbolic_link("a", "."), file("a/b", "y")}), "a symbolic link and a directory"));
  CHECK(contains(early_refusal({file("fifo", "", 0010644)}), "a pipe"));
  CHECK(contains(early_refusal({file("disk", "", 0060644)}), "a device"));
}

TEST_CASE("a name with a NUL is refused also when the archive says it is UTF-8") {
  ZipEntry entry = file(std::string("app.py\0.txt", 11), "x");
  entry.flags = 0x800;
  Unpacking unpacking;
  CHECK_FALSE(unpacking({entry}).ok());
  CHECK(unpacking.directory.listing() == std::vector<std::string>{"root", "x.zip"});
}

TEST_CASE("names outside ASCII come out byte by byte") {
  Unpacking unpacking;
  ZipEntry flagged = file("\xc3\xbc.py", "2");
  flagged.flags = 0x800;
  REQUIRE(unpacking({file("caf\xc3\xa9.py", "1"), flagged, file("latin\xe9.py", "3")}).ok());
  CHECK(read_file(unpacking.root / "caf\xc3\xa9.py") == "1");
  CHECK(read_file(unpacking.root / "\xc3\xbc.py") == "2");
  CHECK(read_file(unpacking.root / "latin\xe9.py") == "3");
}

TEST_CASE("a symbolic link out of the package is refused while unpacking") {
  CHECK(contains_all(refusal({symbolic_link("l", "../x")}), {"\"l\"", "outside"}));
  CHECK(contains(refusal({symbolic_link("l", "/etc/passwd")}), "outside"));
  CHECK(contains(refusal({symbolic_link("d/l1", "."), symbolic_link("l2", "d/l1/../../x")}), "climbs"));
  CHECK(contains(refusal({symbolic_link("l", std::string(5000, 'a'))}), "too long"));
}

TEST_CASE("encrypted entries and methods Lambda does not know are refused") {
  ZipEntry encrypted = file("secret", "xxxxxxxxxxxxxxxx");
  encrypted.flags = 1;
  CHECK(contains_all(early_refusal({file("a", "b"), encrypted}), {"\"secret\"", "encrypted"}));
  ZipEntry lzma = file("f", "x");
  lzma.method = 14;
  CHECK(contains(early_refusal({lzma}), "method 14"));
}

TEST_CASE("damaged contents are refused") {
  ZipEntry wrong = file("f", "hello");
  wrong.crc = 1;
  CHECK(contains_all(refusal({wrong}), {"\"f\"", "CRC"}));
  ZipEntry garbage = file("g", "\xff\xff\xff\xff");
  garbage.method = 8;
  CHECK(contains_all(refusal({garbage}), {"\"g\"", "damaged"}));
}

TEST_CASE("a truncated archive is refused wherever it ends") {
  const std::string whole = zip_bytes({file("a.py", "print()"), file("b/c.py", "x"), deflated_zeros("z", 900)});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    Unpacking unpacking;
    INFO("cut to " << size << " bytes");
    const auto unpacked = unpacking.bytes(whole.substr(0, size));
    CHECK_FALSE(unpacked.ok());
  }
}

TEST_CASE("an archive without entries is refused") { CHECK(contains(early_refusal({}), "no files")); }

TEST_CASE("a package larger than its budget is refused before anything is written") {
  Unpacking unpacking;
  const auto unpacked = unpacking({deflated_zeros("zeros", 300'000)}, {.budget = 299'999});
  REQUIRE_FALSE(unpacked.ok());
  CHECK(contains_all(unpacked.error().message, {"must be smaller than 262144000 bytes", "299999"}));
  CHECK(unpacking.directory.listing() == std::vector<std::string>{"root", "x.zip"});
  Unpacking fits;
  CHECK(fits({deflated_zeros("zeros", 300'000)}, {.budget = 300'000}).ok());
}

TEST_CASE("a bomb that lies about its size is stopped while it unpacks") {
  ZipEntry bomb = deflated_zeros("bomb", 20'000'000);
  bomb.bytes = 10;
  Unpacking unpacking;
  const auto unpacked = unpacking({bomb}, {.budget = 1'000'000});
  REQUIRE_FALSE(unpacked.ok());
  if (fs::exists(unpacking.root / "bomb")) CHECK(fs::file_size(unpacking.root / "bomb") <= 1'000'000);
}

TEST_CASE("many files are the same on one thread and on several") {
  std::vector<ZipEntry> entries;
  for (int i = 0; i < 600; ++i) {
    entries.push_back(file("d" + std::to_string(i % 7) + "/e/" + std::to_string(i), std::string(i * 10, 'x')));
  }
  for (const unsigned threads : {1U, 2U, 4U}) {
    Unpacking unpacking;
    const auto unpacked = unpacking(entries, {.threads = threads});
    REQUIRE(unpacked.ok());
    CHECK(unpacked->files == 600);
    for (int i = 0; i < 600; ++i) {
      CHECK(fs::file_size(unpacking.root / ("d" + std::to_string(i % 7)) / "e" / std::to_string(i)) ==
            static_cast<std::uintmax_t>(i) * 10);
    }
  }
}

TEST_CASE("an error on one of several threads ends them all and is the one reported") {
  std::vector<ZipEntry> entries;
  for (int i = 0; i < 600; ++i) entries.push_back(file("d" + std::to_string(i % 7) + "/" + std::to_string(i), "x"));
  entries[321].crc = 7;
  CHECK(contains_all(refusal(entries, {.threads = 4}), {"d6/321", "CRC"}));
}
