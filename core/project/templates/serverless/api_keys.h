// The API keys of a serverless.yml (provider.apiGateway.apiKeys, usagePlan) as the resources that the framework makes of them.
// Source: serverless.com/framework/docs/providers/aws/events/apigateway (Setting API keys for your Rest API)
#pragma once

#include <vector>

#include "core/project/templates/serverless/variables.h"
#include "core/project/templates/value.h"

namespace lambdalocal::templates::serverless {

// Keys, usage plans and which key is of which, with the framework's logical ids: ApiGatewayApiKey1; of the plan "free"
// ApiGatewayApiKeyFree1.
std::vector<Member> api_key_resources(Variables& variables);

}  // namespace lambdalocal::templates::serverless
