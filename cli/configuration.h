// What `lambdalocal invoke ARGUMENT` means: a deployment package, and what `lambdalocal.json` says of it.
//
// ARGUMENT is, in this order: a function of the lambdalocal.json in the current directory; a directory or an archive;
// nothing at all, when that file has one function only. For a deployment package the settings come from the
// lambdalocal.json nearest to it: the one in the directory that holds it, else the one in the current directory (which
// comes first when the current directory is the bundle itself). Of a file with "Functions" the function whose CodeUri
// is the package counts; none may be meant.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/project/lambdalocal_json.h"
#include "core/result.h"

namespace lambdalocal {

struct ChosenFunction {
  std::filesystem::path code;  // absolute
  FunctionSettings settings;   // as the file has them; empty when no file says anything
  std::optional<std::filesystem::path> file;
};

// Errors are BadConfiguration, and Usage when nothing tells which function is meant.
Result<ChosenFunction> choose_function(const std::string& argument, const std::filesystem::path& current_directory);

struct ServedConfiguration {
  std::vector<ChosenFunction> functions;
  gateway::FrontEnds front_ends;
};

// What is served: each argument is a function, as above; without any, it is all that the lambdalocal.json in the current
// directory has, front ends included.
Result<ServedConfiguration> choose_functions(const std::vector<std::string>& arguments,
                                             const std::filesystem::path& current_directory);

}  // namespace lambdalocal
