// What lies around a function for its runtime: the bootstraps, the SDK, packages beside the bundle.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/function/function.h"
#include "core/result.h"
#include "emulator/runtimes/command.h"
#include "emulator/runtimes/interpreters/interpreters.h"
#include "emulator/runtimes/resolve.h"

namespace lambdalocal::runtimes {

// The interpreters for a bundle that may see what lies outside of it: chosen is the version of its virtual environment or the like.
class VersionsBeside : public InstalledVersions {
 public:
  VersionsBeside(std::filesystem::path task_root, const Interpreters& interpreters)
      : task_root_(std::move(task_root)), interpreters_(interpreters) {}

  std::vector<InstalledVersion> versions(RuntimeFamily family) const override { return interpreters_.versions(family); }
  std::optional<InstalledVersion> chosen(RuntimeFamily family) const override;

 private:
  std::filesystem::path task_root_;
  const Interpreters& interpreters_;
};

// What was found on the way.
struct Surroundings {
  std::vector<std::filesystem::path> watched;  // beside the package: a change there is a change of the function
  std::vector<std::string> warnings, notes;
  RuntimeDirectory bootstraps;  // hold it as long as anything runs from it
};

// Fills in what depends on the interpreter; task root, layers and what may be seen are there already. For a family that runs here.
Result<Surroundings> complete_layout(const Function& function, const ResolvedRuntime& resolved, const Machine& machine,
                                     Layout& layout);

}  // namespace lambdalocal::runtimes
