#include "cli/commands/help_config.h"

#include <fmt/format.h>

#include "core/project/configuration_help.h"
#include "core/project/configuration_schema.h"

namespace lambdalocal::commands {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kIntroduction =
    R"(lambdalocal.json: the settings of functions, and the HTTP front ends of 'lambdalocal serve', under AWS's names.

Examples:
  {"Runtime": "python3.13", "Handler": "app.handler", "Timeout": 10}                 one function: its keys alone
  {"Functions": {"pets": {"CodeUri": "build/pets.zip"}}, "Alb": {"Function": "pets"}}          several, by name
  lambdalocal help config --schema > lambdalocal.schema.json              for editors: named in the file as "$schema"

It lies beside the bundle or in the current directory. Flags beat it; a misspelt key is an error.

Every key, each with an example:
)";

}  // namespace

Result<std::string> help_config(std::span<const char* const> arguments) {
  if (arguments.empty()) return std::string(kIntroduction) + configuration::annotated_example();
  if (arguments.size() == 1 && arguments.front() == "--schema"sv) return configuration::schema();
  return Error{ErrorKind::Usage, fmt::format("help config takes --schema, not '{}'", fmt::join(arguments, " "))};
}

}  // namespace lambdalocal::commands
