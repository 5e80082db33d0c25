// OpenAPI 3 and Swagger 2 definitions of APIs, with API Gateway's extensions: which function an operation is for.
// Source: docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
#pragma once

#include "core/project/templates/api_draft.h"

namespace lambdalocal::templates {

// `body` is not worked out yet: its integrations tell by their references which function is meant.
void add_open_api(const ValuePtr& body, ApiDraft& api, ApiDrafts& drafts);

// The same in a file beside the template; others (s3://) are told.
// The headers that a mock integration answers OPTIONS with, as a REST API configures CORS without SAM.
std::optional<gateway::CorsConfiguration> cors_of_headers(const Value& parameters);

void add_open_api_file(std::string_view place, TextPosition at, ApiDraft& api, ApiDrafts& drafts);

}  // namespace lambdalocal::templates
