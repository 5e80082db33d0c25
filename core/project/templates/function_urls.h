// Function URLs: FunctionUrlConfig of SAM, AWS::Lambda::Url.
// Source: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-url.html
#pragma once

#include "core/project/templates/api_draft.h"

namespace lambdalocal::templates {

void add_function_url(const TemplateFunction& function, ApiDrafts& drafts);
void add_function_url(const Resource& url, ApiDrafts& drafts);

}  // namespace lambdalocal::templates
