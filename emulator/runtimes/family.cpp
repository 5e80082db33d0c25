#include "emulator/runtimes/family.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/function/runtime_support.h"
#include "emulator/runtimes/dotnet/dotnet.h"
#include "emulator/runtimes/java/java.h"
#include "emulator/runtimes/nodejs/nodejs.h"
#include "emulator/runtimes/provided/provided.h"
#include "emulator/runtimes/python/python.h"
#include "emulator/runtimes/ruby/ruby.h"

namespace lambdalocal::runtimes {

std::string InterpreterKind::binary_name(const Version& version) const {
  return fmt::format(fmt::runtime(binary), fmt::format("{}.{}", version.major, version.minor));
}

Result<InstallCommand> Family::install_sdk(const Interpreters&, const Interpreter&, const std::filesystem::path&,
                                           const InstallSource&) const {
  return Error{ErrorKind::Usage, fmt::format("install an AWS SDK for a {}: there is none", family_name(id()))};
}

std::span<const Family* const> families() {
  static const std::array<const Family*, 6> kFamilies = {&python_family(), &nodejs_family(), &java_family(),
                                                         &ruby_family(),   &dotnet_family(), &provided_family()};
  return kFamilies;
}

const Family* family_of(RuntimeFamily family) {
  const auto found = std::ranges::find(families(), family, &Family::id);
  return found == families().end() ? nullptr : *found;
}

}  // namespace lambdalocal::runtimes
