// Where a tool put the code of a template's function that it has built: `sam build` in .aws-sam/build/<logical id> beside the template
// (of a nested stack in .aws-sam/build/<stack>/<logical id>), `serverless package` in .serverless/<function>.zip or
// .serverless/<service>.zip. It is used when it is newer than every source of the function; else the sources are, and somebody is
// told when they cannot run as they are. What the Serverless Framework made is only used where the sources need it: its packages lie
// about after each deployment.
// Sources: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-build.html,
// serverless.com/framework/docs/providers/aws/guide/packaging
#pragma once

#include <filesystem>
#include <string>

#include "core/project/templates/function_resource.h"

namespace lambdalocal {

struct BuiltCode {
  std::filesystem::path code;
  std::string note, warning;  // empty when there is nothing to say
};

// `function` has code of its own, in a file or directory. `outermost`: the template that the tool was told to build, which may nest
// the function's own.
BuiltCode built_code(const templates::TemplateFunction& function, const std::filesystem::path& template_path,
                     const std::filesystem::path& outermost);

}  // namespace lambdalocal
