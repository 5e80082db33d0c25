// `lambdalocal.json`: a function's settings under the names AWS gives them, for one function
//   {"Runtime": "python3.13", "Handler": "app.handler", "Timeout": 10, "Environment": {"Variables": {"TABLE":
//   "orders"}}}
// or for several, each with its deployment package:
//   {"Functions": {"orders": {"CodeUri": "build/orders.zip", "Runtime": "nodejs22.x"}, "mails": {"CodeUri": "mails"}}}
// beside which the HTTP front ends of `lambdalocal serve` stand (core/project/api_json.h):
//   {"Functions": {...}, "HttpApi": {"Routes": {"GET /pets/{id}": "pets"}}}
// Names and shapes: docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html; CodeUri is SAM's.
// A misspelt name is an error, never ignored.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/function/settings.h"
#include "core/project/api_json.h"
#include "core/result.h"

namespace lambdalocal {

struct ConfigurationFile {
  std::filesystem::path path;
  std::optional<FunctionSettings> only;               // the first shape: the settings of whatever bundle is invoked
  std::map<std::string, FunctionSettings> functions;  // the second shape, by name
  // Of those that have no CodeUri: what is wrong with it unless a template tells where their code lies.
  std::map<std::string, Error> without_code;
  // Of the second shape; in the first there may be a function URL, under the name "".
  gateway::FrontEnds front_ends;
};

// `path` names the file in messages and is what relative paths inside it are relative to. Errors are BadConfiguration.
Result<ConfigurationFile> parse_configuration_file(std::string_view text, const std::filesystem::path& path);

}  // namespace lambdalocal
