// The flags of `lambdalocal invoke`, read into a struct. Nothing is opened or run here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/function_options.h"
#include "core/result.h"

namespace lambdalocal::commands {

enum class LogOutput { All, Tail, None };    // on stderr: everything, the last 4 KB, nothing
enum class PayloadOutput { Bytes, Record };  // on stdout: the payload as it is, or a JSON record (--json)

struct InvokeOptions : FunctionOverrides {
  bool help = false;
  std::string function;      // a directory, an archive or a name; empty: the only one of lambdalocal.json
  std::string event = "{}";  // a file, "-" or JSON text, as typed
  std::optional<std::string> client_context;  // as typed: JSON or base64 of JSON
  std::optional<std::string> tenant_id;
  std::optional<std::string> trace_header;
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
