#include "tests/support/paths.h"

namespace lambdalocal::test {

std::filesystem::path source_directory() { return LAMBDALOCAL_SOURCE_DIR; }

std::string program(const std::string& name) { return std::string(LAMBDALOCAL_TEST_PROGRAMS) + "/" + name; }

}  // namespace lambdalocal::test
