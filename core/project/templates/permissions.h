// Who may invoke the functions of a template: what AWS would not let through although it is served here. Services that push (API
// Gateway, S3, SNS, EventBridge...) need an AWS::Lambda::Permission; SAM makes one for each event of its functions.
// Source: docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html,
// docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
#pragma once

#include <vector>

#include "core/project/templates/api_draft.h"

namespace lambdalocal::templates {

// Of routes that are not of SAM's events, and of resources that name a function of the template to be invoked.
std::vector<Refusal> not_permitted(ApiDrafts& drafts);

}  // namespace lambdalocal::templates
