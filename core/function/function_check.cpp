#include "core/function/function_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/function/arn.h"
#include "core/function/environment_variables.h"
#include "core/function/limits.h"
#include "core/function/runtime_support.h"
#include "core/text/ascii.h"

namespace lambdalocal {
namespace {

// Whether `text` has 1 to `longest` characters, letters, digits or `others`.
bool consists_of(std::string_view text, std::size_t longest, std::string_view others) {
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [&](char byte) {
    return is_alphanumeric(byte) || others.find(byte) != std::string_view::npos;
  });
}

Result<void> require(bool holds, std::string_view what, std::string_view rule) {
  if (holds) return {};
  return Error{ErrorKind::BadConfiguration, fmt::format("{} is not allowed on Lambda\n{}", what, rule)};
}

Result<void> require_range(std::string_view name, std::int64_t value, std::int64_t low, std::int64_t high,
                           std::string_view unit) {
  return require(value >= low && value <= high, fmt::format("{} {} {}", name, value, unit),
                 fmt::format("it must be {} to {} {}", low, high, unit));
}

bool is_qualifier(std::string_view qualifier) {
  return qualifier == "$LATEST.PUBLISHED" || consists_of(qualifier, 128, "-_$");
}

Result<void> check_identity(const Function& function) {
  TRY_VOID(require(consists_of(function.name, limits::kFunctionNameLength, "-_"),
                   fmt::format("function name \"{}\"", function.name),
                   "a name has 1 to 64 letters, digits, hyphens and underscores"));
  TRY_VOID(require(
      !function.qualifier || is_qualifier(*function.qualifier),
      fmt::format("qualifier \"{}\"", function.qualifier.value_or("")),
      "a qualifier is $LATEST, a version's number, or an alias: 1 to 128 letters, digits, hyphens, underscores"));
  TRY_VOID(require(is_region(function.region), fmt::format("region \"{}\"", function.region),
                   "a region looks like us-east-1 or eu-central-2"));
  const auto& account = function.account_id;
  return require(account.size() == 12 && std::all_of(account.begin(), account.end(), is_digit),
                 fmt::format("account id \"{}\"", account), "an account id has twelve digits");
}

Result<void> check_handler(const Function& function) {
  const std::string_view handler = function.handler;
  const bool custom = support_of(function.runtime.family).is_custom;
  TRY_VOID(require(custom || !handler.empty(), "a function without a handler", "name one with --handler"));
  TRY_VOID(require(handler.size() <= limits::kHandlerLength, fmt::format("a handler of {} characters", handler.size()),
                   "a handler has at most 128 characters"));
  return require(handler.find_first_of(" \t\n\v\f\r") == std::string_view::npos, fmt::format("handler \"{}\"", handler),
                 "a handler has no white space in it");
}

Result<void> check_size(const Function& function) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(function.timeout);
  TRY_VOID(require(seconds == function.timeout, fmt::format("timeout {} ms", function.timeout.count()),
                   "a timeout is a whole number of seconds"));
  TRY_VOID(require_range("timeout", seconds.count(), 1, limits::kMaxTimeout.count(), "seconds"));
  TRY_VOID(require_range("memory size", function.memory_size_mb, limits::kMinMemoryMb, limits::kMaxMemoryMb, "MB"));
  TRY_VOID(require_range("ephemeral storage", function.ephemeral_storage_mb, limits::kDefaultEphemeralStorageMb,
                         limits::kMaxEphemeralStorageMb, "MB"));
  return require(function.layers.size() <= limits::kLayers,
                 fmt::format("a function with {} layers", function.layers.size()), "it can have at most 5: merge some");
}

Result<void> check_logging(const LoggingConfig& logging) {
  constexpr std::array<std::string_view, 6> kLevels = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};
  if (const auto& level = logging.application_log_level) {
    TRY_VOID(require(std::find(kLevels.begin(), kLevels.end(), *level) != kLevels.end(),
                     fmt::format("application log level \"{}\"", *level),
                     "a level is TRACE, DEBUG, INFO, WARN, ERROR or FATAL"));
    TRY_VOID(require(logging.format == LogFormat::JSON, "an application log level with log format Text",
                     "set the log format to JSON, or leave the level out"));
  }
  if (const auto& group = logging.log_group) {
    TRY_VOID(require(consists_of(*group, 512, ".-_/#") && !group->starts_with("aws/"),
                     fmt::format("log group \"{}\"", *group),
                     "a log group has 1 to 512 letters, digits and .-_/# and does not start with aws/"));
  }
  return {};
}

}  // namespace

Result<void> check_function(const Function& function) {
  TRY_VOID(check_identity(function));
  TRY_VOID(check_handler(function));
  TRY_VOID(check_size(function));
  TRY_VOID(check_logging(function.logging));
  return check_user_environment(function.environment);
}

}  // namespace lambdalocal
