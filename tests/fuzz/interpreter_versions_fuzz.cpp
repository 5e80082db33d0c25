// What an interpreter prints for --version, and the names of directories and programs that versions are read from: any bytes are
// taken, a version's numbers are small, and what is read is read again from how we write it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "emulator/runtimes/interpreters/interpreter_version.h"
#include "tests/fuzz/time_bound.h"

using namespace lambdalocal;
using namespace lambdalocal::runtimes;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void check(const std::optional<Version>& version) {
  if (!version) return;
  for (const int number : {version->major, version->minor, version->patch}) must(number >= -1 && number <= 9999);
  must(version->major >= 0 && version->minor >= 0);
  if (version->patch < 0) return;
  must(version_in_text(version->text()) == version);
  must(version_in_text("v" + version->text() + "\n") == version);
  must(version_of_directory("v" + version->text()) == version);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(version_in_text(text));
  check(version_of_directory(text));
  if (const auto minor = minor_of_python_name(text)) {
    must(*minor >= 0 && *minor <= 9999);
    must(version_in_path(RuntimeFamily::Python, "/usr/bin/python3." + std::to_string(*minor)) ==
         Version{3, *minor, -1});
  }
  if (size <= 4096) {  // the length of a path
    for (const RuntimeFamily family : {RuntimeFamily::Python, RuntimeFamily::NodeJs}) {
      check(version_in_path(family, std::filesystem::path(text)));
      check(version_in_path(family, std::filesystem::path(text) / "bin" / "node"));
    }
  }
  fuzz::must_be_quick(text, [](std::string_view repeated) { (void)version_in_text(repeated); });
  return 0;
}
