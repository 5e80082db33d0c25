// The APIs of plain CloudFormation, which CDK writes: a REST API is a tree of resources with methods, an HTTP API routes with
// integrations.
// Sources: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html, AWS_ApiGatewayV2.html
#pragma once

#include "core/project/templates/api_draft.h"

namespace lambdalocal::templates {

// All AWS::ApiGateway::* resources of the template.
void add_rest_apis(ApiDrafts& drafts);
// All AWS::ApiGatewayV2::* resources; WebSocket APIs are told.
void add_http_apis(ApiDrafts& drafts);

}  // namespace lambdalocal::templates
