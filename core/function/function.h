// A Lambda function as configured, before anything runs: what CreateFunction would be told.
// Source: docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/function/limits.h"
#include "core/function/runtime_id.h"

namespace lambdalocal {

enum class LogFormat { Text, JSON };

struct LoggingConfig {
  LogFormat format = LogFormat::Text;
  std::optional<std::string> application_log_level;  // TRACE DEBUG INFO WARN ERROR FATAL
  std::optional<std::string> log_group;              // default /aws/lambda/<name>
};

constexpr std::string_view kLatestVersion = "$LATEST";  // the version that is not published
constexpr std::string_view kDefaultRegion = "us-east-1";
constexpr std::string_view kDefaultAccountId = "123456789012";

struct Function {
  std::string name;
  std::string version{kLatestVersion};   // the version executed
  std::optional<std::string> qualifier;  // as the caller named it: an alias, a version, $LATEST
  std::string region{kDefaultRegion};
  std::string account_id{kDefaultAccountId};
  std::filesystem::path code;                 // the deployment package: a directory or a zip
  std::vector<std::filesystem::path> layers;  // directories or zips, applied in order, later over earlier
  RuntimeId runtime;
  std::string handler;
  std::chrono::milliseconds timeout = limits::kDefaultTimeout;
  int memory_size_mb = limits::kDefaultMemoryMb;
  int ephemeral_storage_mb = limits::kDefaultEphemeralStorageMb;
  std::map<std::string, std::string> environment;  // the user's variables
  LoggingConfig logging;
  bool snap_start = false;        // SnapStart: it is initialised, and restored from a snapshot of that
  bool tenant_isolation = false;  // TenancyConfig: each invocation names its tenant
};

}  // namespace lambdalocal
