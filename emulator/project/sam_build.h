// Where `sam build` put the code of a function: .aws-sam/build/<logical id> beside the template. It is used when it is newer than
// every source of the function (of a nested stack in .aws-sam/build/<stack>/<logical id>); else the sources are, and somebody is told when they cannot run as they are.
// Source: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-build.html
#pragma once

#include <filesystem>
#include <string>

#include "core/project/templates/function_resource.h"

namespace lambdalocal {

struct BuiltCode {
  std::filesystem::path code;
  std::string note, warning;  // empty when there is nothing to say
};

// `function` has code of its own, in a file or directory.
// `outermost`: the template that sam build was told to build, which may nest the function's own.
BuiltCode built_code(const templates::TemplateFunction& function, const std::filesystem::path& template_path,
                     const std::filesystem::path& outermost);

}  // namespace lambdalocal
