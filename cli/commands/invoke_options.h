// The flags of `lambdalocal invoke`, read into a struct. Nothing is opened or run here.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/function_settings.h"
#include "core/result.h"
#include "emulator/runtimes/command.h"
#include "emulator/runtimes/resolve.h"

namespace lambdalocal::commands {

enum class LogOutput { All, Tail, None };    // on stderr: everything, the last 4 KB, nothing
enum class PayloadOutput { Bytes, Record };  // on stdout: the payload as it is, or a JSON record (--json)

struct InvokeOptions {
  bool help = false;
  std::string function;       // a directory, an archive or a name; empty: the only one of lambdalocal.json
  std::string event = "{}";   // a file, "-" or JSON text, as typed
  FunctionSettings settings;  // what the flags say of the function; --env is in its environment
  std::vector<std::filesystem::path> environment_files;
  std::optional<std::string> qualifier;
  std::optional<std::string> region;
  std::optional<std::string> client_context;  // as typed: JSON or base64 of JSON
  std::optional<std::string> tenant_id;
  std::optional<std::string> trace_header;
  runtimes::VersionMatch version_match = runtimes::VersionMatch::Nearest;  // --strict-runtime
  std::optional<runtimes::OutsidePackages> outside_packages;               // --isolated
  std::vector<std::string> passed_variables;                               // --pass-env
  bool pass_aws_credentials = false;
  int repeat = 1;
  bool cold = false;
  LogOutput log = LogOutput::All;
  PayloadOutput payload = PayloadOutput::Bytes;
  bool verbose = false;
};

// `arguments` are those after "invoke". Errors are Usage: one line, a suggestion when a flag is misspelt.
Result<InvokeOptions> parse_invoke_options(std::span<const char* const> arguments);

// Every long flag that is understood, for the test that the help names each.
std::vector<std::string> invoke_flags();

}  // namespace lambdalocal::commands
