// What `sam build` would do for a function, as one command: Metadata.BuildMethod with its BuildProperties, or where there is none,
// what its runtime's dependencies need. Source:
// docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-build.html
#pragma once

#include <filesystem>
#include <functional>
#include <optional>

#include "core/function/build_step.h"
#include "core/project/templates/function_resource.h"

namespace lambdalocal::templates {

// Of a function whose settings and code have been read; none for one that nothing is known to build. Whether its `manifest` is there
// is for who can look. A method or a property that is not known is a warning of the function.
// `has_file` says which files are there, by their paths.
std::optional<BuildStep> build_step(const Resource& resource, TemplateFunction& function,
                                    const std::function<bool(const std::filesystem::path&)>& has_file);

}  // namespace lambdalocal::templates
