// The APIs of SAM: AWS::Serverless::Api, AWS::Serverless::HttpApi, those that events make without a resource, and the events of
// functions that are their routes.
// Sources: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html,
// sam-resource-httpapi.html, sam-property-function-api.html, sam-property-function-httpapi.html
#pragma once

#include "core/project/templates/api_draft.h"

namespace lambdalocal::templates {

// What the resource says, with the Globals of its type.
void add_sam_api(const Resource& resource, ApiDrafts& drafts);

// The routes among the Events of a function.
void add_sam_routes(const TemplateFunction& function, ApiDrafts& drafts);

// Authorizers of an API's Auth, by name, and which of them is the default: sam_authorizers.cpp.
void add_sam_authorizers(const ValuePtr& auth, ApiDraft& api, ApiDrafts& drafts);

// Cors of a REST API, CorsConfiguration of an HTTP API.
std::optional<gateway::CorsConfiguration> rest_api_cors(const Value& cors);
std::optional<gateway::CorsConfiguration> http_api_cors(const Value& cors);

}  // namespace lambdalocal::templates
