#include "tests/support/golden.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/support/paths.h"

namespace lambdalocal::test {

std::string golden(const std::string& path, std::string_view actual) {
  const auto file = source_directory() / path;
  if (std::getenv("LAMBDALOCAL_ACCEPT") != nullptr) std::ofstream(file, std::ios::binary) << actual;
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace lambdalocal::test
