// The HTTP front ends in lambdalocal.json, beside Functions:
//   "HttpApi": {"Routes": {"GET /pets/{id}": "pets", "$default": {"Function": "web", "PayloadFormatVersion": "1.0"}}}
//   "RestApi": {"StageName": "prod", "Routes": {"ANY /{proxy+}": "web"}, "BinaryMediaTypes": ["image/*"]}
//   "Alb": {"Function": "web", "MultiValueHeaders": true}
// and in a function: "FunctionUrlConfig": {"AuthType": "NONE", "InvokeMode": "RESPONSE_STREAM", "Cors": {...}}.
// Names are CloudFormation's: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGatewayV2.html,
// AWS_ApiGateway.html, aws-resource-lambda-url.html. A misspelt name is an error, never ignored.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/place.h"
#include "core/project/front_ends.h"
#include "core/result.h"

namespace lambdalocal::gateway {

constexpr std::string_view kDefaultRestStage = "prod";

// What a file, or the command line, configures.
struct FrontEnds {
  std::optional<FrontEndConfiguration> http_api, rest_api, alb;
  std::map<std::string, FrontEndConfiguration> function_urls;  // by the function's name
  std::map<std::string, UserPoolSettings> user_pools;          // by logical id, or by their own
  std::map<std::string, std::string> api_keys;                 // values of those of a template, by logical id
  std::vector<std::string> warnings;                           // what is read and not emulated
};

// The sections' names: "HttpApi", "RestApi", "Alb".
bool is_front_end_section(std::string_view name);

// `place` is the section's own, and `directory` is what relative paths inside it are relative to. Whether the functions and
// authorizers exist that are named is not looked at here. Errors are BadConfiguration.
Result<void> read_front_end_section(const JsonPlace& place, const std::filesystem::path& directory,
                                    std::string_view name, const nlohmann::json& section, FrontEnds& front_ends);

// The FunctionUrlConfig of a function, which messages call `name`.
Result<void> read_function_url(const JsonPlace& place, const std::string& name, const std::string& function,
                               const nlohmann::json& section, FrontEnds& front_ends);

// A Function URL and an ALB as the command line asks for them: all else as AWS has it by default.
FrontEndConfiguration function_url_of(const std::string& function, ResponseMode mode);
FrontEndConfiguration alb_of(const std::string& function, bool multi_value_headers);

}  // namespace lambdalocal::gateway
