// Reads what there is to run from disk: what `lambdalocal invoke ARGUMENT` and `serve ARGUMENT...` mean, and what flags, files of
// variables and `lambdalocal.json` say of it, laid over one another (--env beats --env-file, a flag beats the file).
//
// ARGUMENT is, in this order: a function of the lambdalocal.json in the current directory; a directory or an archive; a function of
// the template there (template_source.h), which is not read before; nothing at all, when that file or the template has one function
// only. A template that is named by -t comes first. What both files say of a function of the same name is laid over one another:
// lambdalocal.json beats the template. For a deployment package the settings come from the
// lambdalocal.json nearest to it: the one in the directory that holds it, else the one in the current directory (which
// comes first when the current directory is the bundle itself). Of a file with "Functions" the function whose CodeUri
// is the package counts; none may be meant. What nobody named has the name of its package.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/project/project.h"
#include "core/result.h"
#include "emulator/project/bundle_name.h"
#include "emulator/project/template_source.h"

namespace lambdalocal {

// What is said of functions beside their file, and beats it.
struct FunctionOverrides : LocalOptions {
  FunctionSettings settings;  // --env is in its environment
  std::vector<std::filesystem::path> environment_files;
  std::map<std::string, std::filesystem::path> layer_paths;  // what stands for layers of AWS, by their ARNs
  std::optional<std::string> qualifier;
  std::optional<std::string> region, account_id;
  TemplateOptions of_template;
  bool disable_authorizers = false;  // routes are open to all
  bool may_have_none = false;        // a template without functions is a project, which says so in its warnings
};

// The function that is meant by `argument`, in a project of its own. `here`: where names and relative paths are looked up.
// Errors are BadConfiguration, and Usage when nothing tells which function is meant.
Result<Project> read_project_of(const std::string& argument, const FunctionOverrides& overrides,
                                const std::filesystem::path& here);

// What is served: each argument is a function, as above; without any, it is all that the lambdalocal.json in the current
// directory has, front ends included.
Result<Project> read_project(const std::vector<std::string>& arguments, const FunctionOverrides& overrides,
                             const std::filesystem::path& here);

// The functions of the lambdalocal.json and the template here, for who completes a name: what cannot be read has none.
std::vector<std::string> function_names(const TemplateOptions& options, const std::filesystem::path& here);

}  // namespace lambdalocal
