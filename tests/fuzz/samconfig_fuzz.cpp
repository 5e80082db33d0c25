// samconfig.toml and parameter overrides: whatever the bytes, there is a configuration or one message that names the file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/project/templates/parameter_overrides.h"
#include "core/project/templates/samconfig.h"
#include "tests/fuzz/time_bound.h"

using namespace lambdalocal;
using namespace lambdalocal::templates;

namespace {

void read(std::string_view text) {
  const auto configuration = read_samconfig(text, "samconfig.toml", SamCommand::LocalInvoke);
  if (!configuration && !configuration.error().message.starts_with("samconfig.toml:")) std::abort();
  std::map<std::string, std::string> parameters;
  (void)read_parameter_overrides(text, parameters);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read(text);
  fuzz::must_be_quick(text, read);
  return 0;
}
