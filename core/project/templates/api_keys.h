// API keys of a template with the usage plans that say for which APIs they are: AWS::ApiGateway::ApiKey, UsagePlan, UsagePlanKey, and
// those that SAM makes for an API's Auth.UsagePlan.
// Sources: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-usageplan.html,
// docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiusageplan.html
#pragma once

#include "core/project/templates/api_draft.h"

namespace lambdalocal::templates {

// Gives each REST API of which routes need a key those that open them; all routes must be there. Throttling and quotas are told.
void add_api_keys(ApiDrafts& drafts);

}  // namespace lambdalocal::templates
