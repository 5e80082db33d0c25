// A function of a template: AWS::Serverless::Function and AWS::Lambda::Function.
// Sources: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html,
// docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/function/settings.h"
#include "core/project/templates/resolver.h"
#include "core/result.h"

namespace lambdalocal::templates {

struct TemplateFunction {
  std::string logical_id;
  std::string stack;                     // "Child/" for one of a nested stack, which people call Child/Hello
  std::string name;                      // FunctionName, else the logical id
  std::vector<std::string> other_names;  // the logical id, CDK's construct id and path
  FunctionSettings settings;  // function_name and code (absolute when the template's path is) are always there...
  std::optional<std::string> inline_code;  // ...but for this: the text of index.js or index.py
  std::optional<Error> refused;            // why it cannot run here: an image, a package that lies on AWS
  std::string build_method;                // Metadata.BuildMethod
  bool is_helper = false;                  // CDK made it for itself: kept out of lists
  ValuePtr properties;                     // with the Globals, not worked out; may be null
  Findings findings;
  std::vector<std::string> warnings;
};

bool is_function(const Resource& resource);

TemplateFunction read_function(const Resource& resource, Resolver& resolver);

// What an EventInvokeConfig, as a property or a resource of its own, says of asynchronous invocations.
void read_event_invoke_config(const ValuePtr& config, Resolver& resolver, TemplateFunction& function);

// Where the local layer version lies; none when it is not in this directory tree.
std::optional<std::filesystem::path> layer_content(const Resource& layer, Resolver& resolver);

}  // namespace lambdalocal::templates
