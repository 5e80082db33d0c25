#include "emulator/runtimes/this_machine.h"

#include <unistd.h>

#include <string_view>
#include <system_error>

#include "emulator/bundle/cache.h"
#include "emulator/system/files/own_directory.h"

namespace lambdalocal::runtimes {

Machine this_machine() {
  Machine machine;
  for (char** variable = ::environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    machine.environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  std::error_code error;
  machine.working_directory = std::filesystem::current_path(error);
  machine.cache_directory = bundle::default_cache_directory();
  machine.data_directory = system::user_data_directory();
  return machine;
}

}  // namespace lambdalocal::runtimes
