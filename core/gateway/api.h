// The API a request came through, as its events describe it.
// Source: docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-basic-concept.html
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/function/function.h"

namespace lambdalocal::gateway {

// What is configured once per API; front ends leave what they do not have.
struct Api {
  std::string id = "local";
  std::string account_id{kDefaultAccountId};
  std::string region{kDefaultRegion};
  std::string stage = "$default";
  std::vector<std::pair<std::string, std::string>> stage_variables;
  std::string domain_name;                      // empty: what the client's Host header says
  std::vector<std::string> binary_media_types;  // REST APIs: image/png, image/*, */*
  std::string deployment_id = "local";          // REST APIs
  std::string target_group_arn;                 // ALB; empty: the function's
  bool multi_value_headers = false;             // ALB: lambda.multi_value_headers.enabled

  bool operator==(const Api&) const = default;
};

// arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/VERB/PATH, as authorizers see it. `path` starts with a slash.
std::string execute_api_arn(const Api& api, std::string_view method, std::string_view path);

// The target group that an Application Load Balancer has for a function.
std::string target_group_arn(const Api& api, std::string_view function);

// What API Gateway routes by: the target of a request line from its path on, without the stage in front. The stage
// $default is never in front. A path that does not begin with the stage is taken whole, as behind a custom domain name:
// what begins with it always loses it.
std::string target_without_stage(std::string_view target, std::string_view stage);

}  // namespace lambdalocal::gateway
