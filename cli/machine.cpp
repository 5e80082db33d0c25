#include "cli/machine.h"

#include <unistd.h>

#include <string_view>
#include <system_error>

#include "emulator/bundle/cache.h"

namespace lambdalocal {

runtimes::Machine this_machine() {
  runtimes::Machine machine;
  for (char** variable = ::environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    machine.environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  std::error_code error;
  machine.working_directory = std::filesystem::current_path(error);
  machine.cache_directory = bundle::default_cache_directory();
  if (const auto data = machine.user_data(); !data.empty()) machine.data_directory = data / "lambdalocal";
  return machine;
}

}  // namespace lambdalocal
