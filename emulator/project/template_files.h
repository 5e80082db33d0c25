// Which files of a directory are its templates: template.yaml, template.yml or template.json, else those of the
// cdk.out there, else serverless.yml, serverless.yaml or serverless.json.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/result.h"

namespace lambdalocal {

// Of a directory, which may be a cdk.out itself. Empty when there are none. Errors are BadConfiguration.
Result<std::vector<std::filesystem::path>> templates_in(const std::filesystem::path& directory);

// A template that is a program (serverless.ts, serverless.js), which nobody runs here: what to do about it, as a line for an error
// message. Of a directory, or of the file itself; empty when there is none.
std::string advice_on_program(const std::filesystem::path& place);

}  // namespace lambdalocal
