// A function ready to be started: its configuration, its bundle laid out, its runtime found.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/function/environment_variables.h"
#include "core/function/function.h"
#include "emulator/runtimes/command.h"

namespace lambdalocal {

struct PreparedFunction {
  Function function;
  runtimes::Layout layout;
  runtimes::Command command;
  EnvironmentVariables passed_environment;  // of the caller, let through on request (--pass-env)
  std::optional<Credentials> credentials;   // of the caller, on request (--pass-aws-credentials); else dummies
  std::string code_sha256;                  // of the archive, as the Lambda API tells it; empty for a directory
  std::vector<std::filesystem::path>
      outside_files;  // beside the package and layers: a change of these is one of its own
};

}  // namespace lambdalocal
