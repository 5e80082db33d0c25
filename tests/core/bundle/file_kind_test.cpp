#include "core/bundle/file_kind.h"

#include <string>

#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal;

TEST_CASE("a file that is no package is recognised by its first bytes") {
  CHECK(file_kind("PK\x03\x04") == "a zip archive");
  CHECK(file_kind("") == "an empty file");
  CHECK(contains(std::string(file_kind("\x1f\x8b\x08")), "gzip"));
  CHECK(contains(std::string(file_kind(std::string("\xfd\x37zXZ\0", 6))), "xz"));
  CHECK(contains(std::string(file_kind("\x7f\x45LF\x02")), "ELF"));
  CHECK(contains(std::string(file_kind("#!/bin/bash\n")), "script"));
  CHECK(contains(std::string(file_kind("version https://git-lfs.github.com/spec/v1\n")), "Git LFS"));
  CHECK(contains(std::string(file_kind(std::string(257, '\0') + "ustar")), "tar archive"));
  CHECK(file_kind("def handler(event, context):\n") == "a text file");
  CHECK(file_kind("\x01\x02\x03").empty());
}
