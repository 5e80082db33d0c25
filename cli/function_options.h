// The flags that say something about a function, whatever command runs it: over what lambdalocal.json says.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/function/settings.h"
#include "core/result.h"
#include "emulator/runtimes/command.h"
#include "emulator/runtimes/resolve.h"

namespace CLI {
class App;
}

namespace lambdalocal {

struct FunctionOptions {
  FunctionSettings settings;  // --env is in its environment
  std::vector<std::filesystem::path> environment_files;
  std::optional<std::string> qualifier;
  std::optional<std::string> region, account_id;
  runtimes::VersionMatch version_match = runtimes::VersionMatch::Nearest;  // --strict-runtime
  std::optional<runtimes::OutsidePackages> outside_packages;               // --isolated
  std::vector<std::string> passed_variables;                               // --pass-env
  bool pass_aws_credentials = false;
};

// The same flags as typed, before they mean anything. They lie in here while the command line is parsed.
class FunctionFlags {
 public:
  void add_to(CLI::App& app);
  Result<FunctionOptions> read() const;

 private:
  FunctionOptions options_;
  std::string timeout_, memory_, tmp_size_, log_format_, log_level_;
  std::vector<std::string> environment_, layers_, environment_files_;
  bool strict_runtime_ = false, isolated_ = false;
};

}  // namespace lambdalocal
