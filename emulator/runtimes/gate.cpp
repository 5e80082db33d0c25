#include "emulator/runtimes/gate.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "emulator/runtimes/bootstrap_settings.h"

namespace lambdalocal::runtimes {

// By what they begin with: of the dynamic loader, the C library, OpenSSL, and of the interpreters themselves.
bool preloads(const EnvironmentVariables& variables) {
  static constexpr std::array<std::string_view, 7> kNames = {"LD_",    "GCONV_", "GLIBC_", "OPENSSL_",
                                                             "PYTHON", "NODE_",  "RUBY"};
  return std::ranges::any_of(variables, [](const auto& variable) {
    return std::ranges::any_of(kNames, [&](std::string_view name) { return variable.first.starts_with(name); });
  });
}

Result<Gate> Gate::closed() {
  TRY(pipe, system::Pipe::create());
  return Gate(std::move(pipe));
}

void Gate::announce(std::map<std::string, std::string>& environment) {
  BootstrapSettings settings(std::move(environment[BootstrapSettings::kVariable]));
  settings.add("gate", std::to_string(kFd));
  settings.put_into(environment);
}

// A pipe takes one byte without waiting, also when who was to read it is gone: we hold that end, too.
void Gate::open() {
  const char go = 1;
  [[maybe_unused]] const auto written = ::write(pipe_.write.get(), &go, 1);
}

}  // namespace lambdalocal::runtimes
