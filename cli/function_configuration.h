// A function's configuration from flags, environment files and lambdalocal.json, laid over one another: --env beats
// --env-file, a flag beats the file. What nobody said gets AWS's default, the name that of the bundle.
#pragma once

#include "cli/configuration.h"
#include "cli/function_options.h"
#include "core/function/function.h"
#include "core/function/settings.h"
#include "core/result.h"

namespace lambdalocal {

// Reads the environment files.
Result<FunctionSettings> settings_of(const FunctionOptions& options, const ChosenFunction& chosen);

// All of the function but its runtime and handler, which may have to be told by the bundle.
Function function_of(const FunctionOptions& options, const ChosenFunction& chosen, const FunctionSettings& settings);

// A name AWS would take for the function in this directory or archive.
std::string name_of_bundle(const std::filesystem::path& code);

}  // namespace lambdalocal
