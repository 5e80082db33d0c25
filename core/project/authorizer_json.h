// The Authorizers of an API in lambdalocal.json, by name. Those of an HTTP API are
//   {"Function": "guard", "IdentitySource": "$request.header.X", "EnableSimpleResponses": true}
//   {"AuthorizerType": "JWT", "JwtConfiguration": {"Issuer": "https://...", "Audience": ["app"]}, "JwksFile": "jwks.json"}
// and those of a REST API
//   {"Type": "TOKEN", "Function": "guard", "IdentityValidationExpression": "^Bearer .+"}
//   {"Type": "COGNITO_USER_POOLS", "ProviderARNs": ["arn:aws:cognito-idp:..."], "JwksFile": "jwks.json"}
// Names are CloudFormation's but for Function and JwksFile:
// docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-authorizer.html
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/json/object_reader.h"
#include "core/project/front_ends.h"
#include "core/result.h"

namespace lambdalocal::gateway {

Result<std::map<std::string, AuthorizerConfiguration>> read_authorizers(const ConfigurationObject& api, FrontEnd kind,
                                                                        const std::filesystem::path& directory);

}  // namespace lambdalocal::gateway
