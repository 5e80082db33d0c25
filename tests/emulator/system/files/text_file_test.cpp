// Text files as they are written.
#include "emulator/system/files/text_file.h"

#include "tests/support/catch.h"
#include "tests/support/zip_writer.h"

using namespace lambdalocal;
using namespace lambdalocal::tests;

TEST_CASE("a text file is replaced as a whole, and nothing is left beside it") {
  const TestDirectory directory;
  const auto path = directory / "file";
  REQUIRE(system::replace_text_file(path, "first, and long", 0600));
  REQUIRE(system::replace_text_file(path, "second"));
  CHECK(read_file(path) == "second");
  CHECK(directory.listing().size() == 1);
}

TEST_CASE("what cannot be written is named with the reason, and what was there stays") {
  const TestDirectory directory;
  std::filesystem::create_directory(directory / "folder");
  for (const auto& write :
       {system::write_text_file(directory / "folder", "x"), system::replace_text_file(directory / "folder", "x")}) {
    REQUIRE_FALSE(write);
    CHECK(write.error().kind == ErrorKind::System);
    CHECK(write.error().message == "cannot write " + (directory / "folder").string() + ": Is a directory");
  }
  CHECK(std::filesystem::is_directory(directory / "folder"));
  CHECK_FALSE(system::replace_text_file(directory / "missing/file", "x"));
  CHECK(directory.listing().size() == 1);
}

TEST_CASE("a report is written to a device in place") {
  CHECK(system::write_text_file("/dev/null", "x"));
  const auto refused = system::write_text_file("/dev/full", "x");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "cannot write /dev/full: No space left on device");
}
