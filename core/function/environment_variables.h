// The environment of a runtime's process, built from nothing: what AWS Lambda defines, with its paths rewritten to
// where things lie here, and what the function's configuration adds. Nothing of the caller's own environment is in it,
// except what was asked for by name. Source: docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, and
// environments recorded on AWS in January 2026.
//
// Which value a variable gets, later over earlier:
//   1. Lambda's defaults that a function may override (LANG, TZ, PATH, LD_LIBRARY_PATH, AWS_XRAY_CONTEXT_MISSING...);
//   2. what the runtime family adds (PYTHONPATH, NODE_PATH...);
//   3. the function's configured variables;
//   4. the caller's variables passed through by name: the most explicit wish;
//   5. the reserved variables, which nobody overrides (check_user_environment refuses who tries).
//
// Absent, because AWS does not set them: AWS_LAMBDA_FUNCTION_TIMEOUT, AWS_LAMBDA_MAX_CONCURRENCY, HOME; and
// _X_AMZN_TRACE_ID, which the runtime sets for each invocation.
// Different from AWS: the X-Ray daemon's address is 127.0.0.1, so that nothing leaves the machine; LD_LIBRARY_PATH has
// nothing in the place of /var/lang/lib, since an interpreter here knows its own libraries.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/function/function.h"
#include "core/result.h"

namespace lambdalocal {

using EnvironmentVariables = std::map<std::string, std::string>;

struct Credentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::optional<std::string> session_token;
};

// Keys that no AWS endpoint takes: what a function gets unless the caller's are passed on request.
Credentials dummy_credentials();

enum class InitializationType { OnDemand, ProvisionedConcurrency, SnapStart };

// What the environment is built from. Paths are absolute.
struct RuntimeEnvironment {
  std::filesystem::path task_root;                             // in the place of /var/task
  std::filesystem::path runtime_directory;                     // in the place of /var/runtime
  std::optional<std::filesystem::path> opt;                    // in the place of /opt; none without layers
  std::optional<std::filesystem::path> interpreter_directory;  // in the place of /var/lang/bin; none for provided.*
  std::string runtime_api;                                     // "127.0.0.1:9001"
  std::string log_group;
  std::string log_stream;
  EnvironmentVariables family;             // of the runtime family
  EnvironmentVariables passed;             // of the caller, let through by name
  std::optional<Credentials> credentials;  // none: dummy_credentials()
  // File descriptor for framed log records (core/logs/frames.h). Told to managed runtimes only: on AWS provided.* has
  // none.
  std::optional<int> telemetry_log_fd;
  InitializationType initialization_type = InitializationType::OnDemand;
};

EnvironmentVariables environment_variables(const Function& function, const RuntimeEnvironment& environment);

// What an external extension gets of the environment of the runtime it runs beside.
EnvironmentVariables extension_environment_variables(const EnvironmentVariables& of_runtime);

// "NAME=value" for each, as execve takes them.
std::vector<std::string> environment_strings(const EnvironmentVariables& variables);

// Whether Lambda keeps this name for itself.
bool is_reserved_variable(std::string_view name);

// Refuses, as CreateFunction does: reserved names, names not of the form [a-zA-Z][a-zA-Z0-9_]+, more than 4 KB in all.
Result<void> check_user_environment(const EnvironmentVariables& variables);

// The message of the InvalidParameterValueException for variables over 4 KB, word for word.
std::string environment_limit_message(const EnvironmentVariables& variables);

}  // namespace lambdalocal
