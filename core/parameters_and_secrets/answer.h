// The AWS Parameters and Secrets Lambda Extension: GET /secretsmanager/get?secretId=NAME and
// GET /systemsmanager/parameters/get?name=NAME on localhost, with the function's session token in a header, answered as
// GetSecretValue and GetParameter are.
// Source: docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html,
// docs.aws.amazon.com/systems-manager/latest/userguide/ps-integration-lambda-extensions.html
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/function/function.h"

namespace lambdalocal::parameters_and_secrets {

constexpr std::string_view kTokenHeader = "X-Aws-Parameters-Secrets-Token";
constexpr const char* kPortVariable = "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT";
constexpr std::uint16_t kDefaultPort = 2773;

using Values = std::map<std::string, std::string>;  // by the names of secrets and parameters

// Whether a layer's ARN is that of the extension, in any region and for any processor.
bool is_layer(std::string_view arn);

// The port that the function's variables say; none: they say no port.
std::optional<std::uint16_t> port_of(const Function& function);

struct Request {
  std::string_view method;
  std::string_view target;
  std::string_view token;  // of the header; empty without
};

struct Answer {
  int status = 200;
  std::string body;  // JSON
};

// `token` is what the function was given as AWS_SESSION_TOKEN; `time` is told as the time at which the value was written.
Answer answer(const Request& request, const Values& values, std::string_view token, const Function& function,
              std::chrono::system_clock::time_point time);

}  // namespace lambdalocal::parameters_and_secrets
