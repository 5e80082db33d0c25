#include "emulator/runtimes/sdk.h"

#include <fmt/format.h>

#include "emulator/runtimes/family.h"
#include "emulator/system/files/own_directory.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

std::optional<Sdk> sdk_of(const RuntimeId& runtime, const Version& version) {
  const Family* family = family_of(runtime.family);
  return family == nullptr ? std::nullopt : family->sdk(runtime, version);
}

}  // namespace

Path sdk_directory(const Path& data_directory, const RuntimeId& runtime, const Version& version) {
  const auto sdk = sdk_of(runtime, version);
  return sdk ? data_directory / "sdk" / sdk->folder : Path();
}

Result<std::optional<Path>> installed_sdk(const Path& data_directory, const RuntimeId& runtime,
                                          const Version& version) {
  const auto sdk = sdk_of(runtime, version);
  if (!sdk) return std::optional<Path>();
  Path directory = sdk_directory(data_directory, runtime, version);
  if (!path_exists(directory / sdk->sign)) return std::optional<Path>();
  for (const Path& level : {data_directory, directory.parent_path(), directory}) {
    TRY_VOID(system::check_own_directory(level, "XDG_DATA_HOME"));
  }
  return std::optional(std::move(directory));
}

std::vector<std::string> default_sdk_packages(const RuntimeId& runtime) {
  const auto sdk = sdk_of(runtime, Version{runtime.major, runtime.minor, -1});
  return sdk ? sdk->packages : std::vector<std::string>();
}

Error no_directory() { return Error{ErrorKind::Usage, "--from is for java and dotnet alone"}; }

Result<InstallCommand> sdk_install_command(const Interpreters& interpreters, const Interpreter& interpreter,
                                           const RuntimeId& runtime, InstallSource source) {
  const Path directory = sdk_directory(interpreters.machine().data_directory, runtime, interpreter.version);
  if (source.packages.empty()) source.packages = default_sdk_packages(runtime);
  for (const std::string& package : source.packages) {
    if (package.empty() || package.starts_with('-')) {
      return Error{ErrorKind::Usage, fmt::format("install '{}': it is no name of a package", package)};
    }
  }
  const Family* family = family_of(runtime.family);
  if (family == nullptr || directory.empty()) {
    return Error{ErrorKind::Usage, fmt::format("install an AWS SDK for {}: its runtime brings none along", runtime.id)};
  }
  return family->install_sdk(interpreters, interpreter, directory, source);
}

}  // namespace lambdalocal::runtimes
