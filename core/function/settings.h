// A function's configuration as somebody wrote it down, in flags or in a file: everything may be left out. Laid over
// one another the settings make a Function (core/function/function.h). Source:
// docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/function/build_step.h"
#include "core/function/function.h"
#include "core/function/isolation.h"

namespace lambdalocal {

// A setting that AWS knows and that changes nothing here yet (Role, VpcConfig, Tags...): kept as it was written.
struct KeptSetting {
  std::string name;  // "Role", "LoggingConfig.SystemLogLevel"
  std::string json;

  bool operator==(const KeptSetting&) const = default;
};

struct FunctionSettings {
  std::optional<std::string> function_name;
  std::optional<std::filesystem::path> code;  // CodeUri: a directory or an archive
  std::optional<BuildStep> build;
  std::optional<std::string> runtime;
  std::optional<std::string> handler;
  std::optional<std::chrono::seconds> timeout;
  std::optional<int> memory_size_mb;
  std::optional<int> ephemeral_storage_mb;
  std::map<std::string, std::string> environment;
  std::optional<std::vector<std::filesystem::path>> layers;
  std::optional<LogFormat> log_format;
  std::optional<std::string> application_log_level;
  std::optional<std::string> log_group;
  std::optional<bool> tenant_isolation;                   // TenancyConfig
  std::optional<int> reserved_concurrency;                // ReservedConcurrentExecutions
  std::optional<int> maximum_retry_attempts;              // EventInvokeConfig: 0 to 2
  std::optional<std::chrono::seconds> maximum_event_age;  // EventInvokeConfig: 60 s to 6 h
  std::optional<Isolation> isolation;                     // here, as the next one
  std::optional<Network> network;
  std::vector<KeptSetting> without_effect;

  bool operator==(const FunctionSettings&) const = default;
};

// `over` where it says something, `under` for the rest. Environment variables are merged name by name; layers are not:
// a list of layers replaces the other one.
FunctionSettings overlay(FunctionSettings over, const FunctionSettings& under);

}  // namespace lambdalocal
