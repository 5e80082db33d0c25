// `lambdalocal help config`: every key of lambdalocal.json with an example; with --schema the JSON schema for editors. Both are
// made of the table that the reader uses (core/project/configuration_keys.h).
#pragma once

#include <span>
#include <string>

#include "core/result.h"

namespace lambdalocal::commands {

// `arguments` are those after "config". Errors are Usage.
Result<std::string> help_config(std::span<const char* const> arguments);

}  // namespace lambdalocal::commands
