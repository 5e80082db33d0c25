// Files that Java's tools wrote: class files that handlers are found in, and the release file of a JDK. Any bytes are taken; what is
// read lies within them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/inference/java_candidates.h"
#include "emulator/runtimes/java/java.h"
#include "tests/fuzz/time_bound.h"

using namespace lambdalocal;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto file = read_class_file(text)) {
    if (text.find(file->name) == std::string_view::npos) std::abort();
    if (file->interfaces.size() > size) std::abort();
  }
  if (const auto version = runtimes::java_version_of_release(text)) {
    if (version->major < 0 || version->minor < 0 || version->patch < 0) std::abort();
  }
  fuzz::must_be_quick(text, [](std::string_view bytes) { (void)read_class_file(bytes); });
  return 0;
}
