// lambdalocal.json: whatever the bytes, there is a configuration or one message that names the file and is a configuration's fault;
// what comes before the document (a byte order mark, white space) changes neither; and many short things take no longer than one.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/project/lambdalocal_json.h"
#include "tests/fuzz/time_bound.h"

using namespace lambdalocal;

namespace {

constexpr const char* kPath = "/project/lambdalocal.json";

bool is_taken(std::string_view text) {
  const auto file = parse_configuration_file(text, kPath);
  if (file) return true;
  const bool names_the_file = file.error().message.find("lambdalocal.json") != std::string::npos;
  if (file.error().kind != ErrorKind::BadConfiguration || !names_the_file) std::abort();
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bool taken = is_taken(text);
  if (!text.starts_with("\xef\xbb\xbf") && is_taken("\xef\xbb\xbf" + std::string(text)) != taken) std::abort();
  if (is_taken(" \n" + std::string(text)) != taken && !text.starts_with("\xef\xbb\xbf")) std::abort();
  fuzz::must_be_quick(text, [](std::string_view repeated) { (void)is_taken(repeated); });
  return 0;
}
