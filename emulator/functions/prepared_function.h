// A function ready to be started: its configuration, its bundle laid out, its runtime found.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/function/environment_variables.h"
#include "core/function/function.h"
#include "core/project/local_options.h"
#include "emulator/bundle/bundle.h"
#include "emulator/functions/renewal.h"
#include "emulator/runtimes/command.h"
#include "emulator/sandbox/view.h"

namespace lambdalocal {

// What it was unpacked from: in use, so that the cache keeps it, as long as this lives.
struct Packages {
  bundle::Bundle code;
  std::optional<bundle::Bundle> layers;
};

struct PreparedFunction {
  Function function;
  runtimes::Layout layout;
  runtimes::Command command;
  std::vector<std::filesystem::path>
      extensions;                           // the executables of the layers' extensions/, in the order of their names
  bool has_parameters_and_secrets = false;  // the layer of that extension, which is built in here
  std::map<std::string, std::string> secrets;  // what it answers
  bool extensions_enabled = true;              // else nobody may register, and `extensions` is empty
  EnvironmentVariables passed_environment;     // of the caller, let through on request (--pass-env)
  std::optional<Credentials> credentials;      // of the caller, on request (--pass-aws-credentials); else dummies
  std::string code_sha256;                     // of the archive, as the Lambda API tells it; empty for a directory
  std::vector<std::filesystem::path>
      outside_files;  // beside the package and layers: a change of these is one of its own
  std::shared_ptr<const Packages> packages;
  std::shared_ptr<const system::Fd> bootstraps;  // the runtime's own files, in use like the packages
  std::vector<std::string> restored;             // what of all these had been written to, and is as it should be again
  std::shared_ptr<const sandbox::View> view;     // what it sees of the machine; null: all, as it is not isolated
  Isolation isolation = Isolation::Off;
  Network network = Network::Host;
  std::shared_ptr<Renewal> renewal;  // to be asked before each start of a runtime; null: nothing lies in the cache
};

}  // namespace lambdalocal
