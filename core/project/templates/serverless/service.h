// A serverless.yml as the template that the Serverless Framework would make of it, as far as a project needs it: its functions are
// AWS::Serverless::Function resources with their events, its layers AWS::Serverless::LayerVersion, its http and httpApi settings the
// APIs that those events name, and its own resources stand beside them. The readers of templates do the rest. Logical ids are the
// framework's, so that Ref and Fn::GetAtt find what they mean.
// Source: serverless.com/framework/docs/providers/aws/guide/serverless.yml
//
// Plugins do not run and settings that a function does not need are not read: neither is an error.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/project/templates/deployment.h"
#include "core/project/templates/resolver.h"
#include "core/project/templates/template.h"

namespace lambdalocal::templates::serverless {

struct Service {
  Template parsed;
  std::string region, stack_name;
  std::map<std::string, Findings> of_functions;  // of variables, by logical id
  Findings of_resources;
  std::vector<std::string> warnings;  // what is not emulated
};

// Whether a file that was read is one: it has a service or a provider, and no Resources.
bool is_service(const Document& document);

// A provider that is not AWS is refused: BadConfiguration.
Result<Service> read_service(Document document, const Deployment& deployment);

}  // namespace lambdalocal::templates::serverless
