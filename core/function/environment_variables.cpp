#include "core/function/environment_variables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/function/limits.h"
#include "core/function/runtime_support.h"
#include "core/json/text.h"
#include "core/text/ascii.h"

namespace lambdalocal {
namespace {

constexpr std::array<std::string_view, 19> kReserved = {"_HANDLER",
                                                        "_X_AMZN_TRACE_ID",
                                                        "AWS_DEFAULT_REGION",
                                                        "AWS_REGION",
                                                        "AWS_EXECUTION_ENV",
                                                        "AWS_LAMBDA_FUNCTION_NAME",
                                                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                                                        "AWS_LAMBDA_FUNCTION_VERSION",
                                                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                                                        "AWS_LAMBDA_LOG_GROUP_NAME",
                                                        "AWS_LAMBDA_LOG_STREAM_NAME",
                                                        "AWS_LAMBDA_MAX_CONCURRENCY",
                                                        "AWS_ACCESS_KEY",
                                                        "AWS_ACCESS_KEY_ID",
                                                        "AWS_SECRET_ACCESS_KEY",
                                                        "AWS_SESSION_TOKEN",
                                                        "AWS_LAMBDA_RUNTIME_API",
                                                        "LAMBDA_TASK_ROOT",
                                                        "LAMBDA_RUNTIME_DIR"};

std::string_view name_of(InitializationType type) {
  switch (type) {
    case InitializationType::OnDemand: return "on-demand";
    case InitializationType::ProvisionedConcurrency: return "provisioned-concurrency";
    case InitializationType::SnapStart: return "snap-start";
  }
  return "on-demand";
}

std::string search_path(const RuntimeEnvironment& environment) {
  std::string path;
  if (environment.interpreter_directory) path = environment.interpreter_directory->string() + ":";
  path += "/usr/local/bin:/usr/bin/:/bin";
  if (environment.opt) path += ":" + (*environment.opt / "bin").string();
  return path;
}

std::string library_path(const RuntimeEnvironment& environment) {
  const std::string runtime = environment.runtime_directory.string();
  const std::string task = environment.task_root.string();
  std::string path = fmt::format("/lib64:/usr/lib64:{0}:{0}/lib:{1}:{1}/lib", runtime, task);
  if (environment.opt) path += ":" + (*environment.opt / "lib").string();
  return path;
}

EnvironmentVariables overridable(const Function& function, const RuntimeEnvironment& environment) {
  EnvironmentVariables variables = {
      {"LANG", "en_US.UTF-8"},
      {"TZ", ":UTC"},
      {"PATH", search_path(environment)},
      {"LD_LIBRARY_PATH", library_path(environment)},
      {"AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"},
      {"AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"},
  };
  if (function.logging.format == LogFormat::JSON) {
    variables["AWS_LAMBDA_LOG_FORMAT"] = "JSON";
    variables["AWS_LAMBDA_LOG_LEVEL"] = function.logging.application_log_level.value_or("INFO");
  }
  if (support_of(function.runtime.family).starts_in_shell) {
    variables["PWD"] = environment.task_root.string();
    variables["SHLVL"] = "0";
  }
  return variables;
}

EnvironmentVariables reserved(const Function& function, const RuntimeEnvironment& environment) {
  const Credentials credentials = environment.credentials.value_or(dummy_credentials());
  EnvironmentVariables variables = {
      {"AWS_LAMBDA_RUNTIME_API", environment.runtime_api},
      {"_HANDLER", function.handler},
      {"LAMBDA_TASK_ROOT", environment.task_root.string()},
      {"LAMBDA_RUNTIME_DIR", environment.runtime_directory.string()},
      {"AWS_LAMBDA_FUNCTION_NAME", function.name},
      {"AWS_LAMBDA_FUNCTION_VERSION", function.version},
      {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", std::to_string(function.memory_size_mb)},
      {"AWS_LAMBDA_LOG_GROUP_NAME", environment.log_group},
      {"AWS_LAMBDA_LOG_STREAM_NAME", environment.log_stream},
      {"AWS_LAMBDA_INITIALIZATION_TYPE", std::string(name_of(environment.initialization_type))},
      {"AWS_REGION", function.region},
      {"AWS_DEFAULT_REGION", function.region},
      {"AWS_ACCESS_KEY_ID", credentials.access_key_id},
      {"AWS_SECRET_ACCESS_KEY", credentials.secret_access_key},
      {"_AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1"},
      {"_AWS_XRAY_DAEMON_PORT", "2000"},
  };
  if (credentials.session_token) variables["AWS_SESSION_TOKEN"] = *credentials.session_token;
  if (support_of(function.runtime.family).is_custom) return variables;
  variables["AWS_EXECUTION_ENV"] = fmt::format("AWS_Lambda_{}", function.runtime.id);
  if (environment.telemetry_log_fd) {
    variables["_LAMBDA_TELEMETRY_LOG_FD"] = std::to_string(*environment.telemetry_log_fd);
  }
  return variables;
}

bool is_name(std::string_view name) {
  return name.size() >= 2 && is_letter(name[0]) &&
         std::all_of(name.begin(), name.end(), [&](char byte) { return is_alphanumeric(byte) || byte == '_'; });
}

// The text whose length counts.
std::string measured(const EnvironmentVariables& variables) {
  std::string json = "{";
  for (const auto& [name, value] : variables) {
    if (json.size() > 1) json += ',';
    append_json_string(json, name);
    json += ':';
    append_json_string(json, value);
  }
  return json += '}';
}

Error bad_configuration(std::string message) { return {ErrorKind::BadConfiguration, std::move(message)}; }

}  // namespace

Credentials dummy_credentials() {
  return {"AKIALAMBDALOCALDUMMY", "lambdalocal/dummy/secret/access/key/0000", "lambdalocal-dummy-session-token"};
}

EnvironmentVariables environment_variables(const Function& function, const RuntimeEnvironment& environment) {
  EnvironmentVariables variables = reserved(function, environment);
  // insert() and merge() keep what is there: from the strongest to the weakest.
  for (const EnvironmentVariables* source : {&environment.passed, &function.environment, &environment.family}) {
    for (const auto& variable : *source) {
      if (!is_reserved_variable(variable.first)) variables.insert(variable);
    }
  }
  variables.merge(overridable(function, environment));
  return variables;
}

EnvironmentVariables extension_environment_variables(const EnvironmentVariables& of_runtime) {
  constexpr std::array<std::string_view, 5> kHidden = {"AWS_EXECUTION_ENV", "AWS_LAMBDA_LOG_GROUP_NAME",
                                                       "AWS_LAMBDA_LOG_STREAM_NAME", "LAMBDA_RUNTIME_DIR",
                                                       "LAMBDA_TASK_ROOT"};
  EnvironmentVariables variables = of_runtime;
  std::erase_if(variables, [&](const auto& variable) {
    const std::string& name = variable.first;
    return name.starts_with('_') || name.starts_with("AWS_XRAY_") ||
           std::find(kHidden.begin(), kHidden.end(), name) != kHidden.end();
  });
  return variables;
}

std::vector<std::string> environment_strings(const EnvironmentVariables& variables) {
  std::vector<std::string> strings;
  strings.reserve(variables.size());
  for (const auto& [name, value] : variables) strings.emplace_back(name).append("=").append(value);
  return strings;
}

bool is_reserved_variable(std::string_view name) {
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

Result<void> check_user_environment(const EnvironmentVariables& variables) {
  for (const auto& [name, value] : variables) {
    if (is_reserved_variable(name)) {
      return bad_configuration(
          fmt::format("environment variable {} is reserved: Lambda sets it itself and CreateFunction refuses "
                      "it\nremove it, or rename "
                      "it",
                      name));
    }
    if (!is_name(name)) {
      return bad_configuration(fmt::format(
          "environment variable name \"{}\" is not allowed on Lambda\na name starts with a letter, goes on with "
          "letters, digits and underscores, and is at least two characters long",
          name));
    }
    if (value.find('\0') != std::string::npos) {
      return bad_configuration(fmt::format("the value of environment variable {} holds a NUL byte\nremove it", name));
    }
  }
  if (const std::size_t size = measured(variables).size(); size > limits::kEnvironmentBytes) {
    return bad_configuration(fmt::format(
        "the function's environment variables measure {} bytes as JSON, at most {} are allowed: Lambda was unable to "
        "configure your environment variables because the environment variables you have provided exceeded the 4KB "
        "limit\nremove or shorten some",
        size, limits::kEnvironmentBytes));
  }
  return {};
}

std::string environment_limit_message(const EnvironmentVariables& variables) {
  return "Lambda was unable to configure your environment variables because the environment variables you have "
         "provided "
         "exceeded the 4KB limit. String measured: " +
         measured(variables);
}

}  // namespace lambdalocal
