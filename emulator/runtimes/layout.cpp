#include "emulator/runtimes/layout.h"

#include "emulator/runtimes/family.h"
#include "emulator/runtimes/runtime_directory.h"

namespace lambdalocal::runtimes {

std::optional<InstalledVersion> VersionsBeside::chosen(RuntimeFamily family) const {
  const Family* one = family_of(family);
  const auto version = one == nullptr ? std::nullopt : one->version_beside(task_root_, interpreters_.machine());
  return version ? std::optional(InstalledVersion{family, version->major, version->minor}) : std::nullopt;
}

Result<Surroundings> complete_layout(const Function& function, const ResolvedRuntime& resolved, const Machine& machine,
                                     Layout& layout) {
  const RuntimeId& runtime = function.runtime;
  Surroundings found;
  TRY(directory,
      open_runtime_directory(runtime.family, machine.cache_directory,
                             bytecode_compiler(runtime.family, machine, resolved.interpreter, resolved.version)));
  if (!directory.warning.empty()) found.warnings.push_back(directory.warning);
  layout.runtime_directory = directory.path;
  found.bootstraps = std::move(directory);
  TRY(sdk, installed_sdk(machine.data_directory, runtime, resolved.version));
  layout.sdk = std::move(sdk);
  if (layout.outside_packages == OutsidePackages::Hidden) return found;
  PackagesBeside beside = family_of(runtime.family)->packages_beside(layout.task_root, resolved.version, machine);
  layout.outside_directories = std::move(beside.directories);
  layout.outside_interpreter = std::move(beside.interpreter);
  found.watched = std::move(beside.watched);
  found.notes = std::move(beside.notes);
  return found;
}

}  // namespace lambdalocal::runtimes
