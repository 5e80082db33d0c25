#include "core/project/project.h"

#include <algorithm>
#include <cctype>

namespace lambdalocal {
namespace {

bool is_number(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

Function function_of(const ProjectFunction& wanted) {
  const FunctionSettings& settings = wanted.settings;
  Function function;
  function.name = wanted.name;
  function.qualifier = wanted.qualifier;
  // A number is a version; $LATEST and an alias of which nothing is known here execute $LATEST.
  if (wanted.qualifier && is_number(*wanted.qualifier)) function.version = *wanted.qualifier;
  if (wanted.region) function.region = *wanted.region;
  if (wanted.account_id) function.account_id = *wanted.account_id;
  function.code = wanted.code;
  if (settings.runtime) function.runtime = find_runtime(*settings.runtime).value_or(RuntimeId{});
  if (settings.layers) function.layers = *settings.layers;
  if (settings.handler) function.handler = *settings.handler;
  if (settings.timeout) function.timeout = *settings.timeout;
  if (settings.memory_size_mb) function.memory_size_mb = *settings.memory_size_mb;
  if (settings.ephemeral_storage_mb) function.ephemeral_storage_mb = *settings.ephemeral_storage_mb;
  function.environment = settings.environment;
  if (settings.log_format) function.logging.format = *settings.log_format;
  function.logging.application_log_level = settings.application_log_level;
  function.logging.log_group = settings.log_group;
  function.snap_start = wanted.local.snap_start;
  function.tenant_isolation = settings.tenant_isolation.value_or(false);
  return function;
}

EventInvokeConfig event_invoke_of(const FunctionSettings& settings) {
  EventInvokeConfig config;
  if (settings.maximum_retry_attempts) config.maximum_retry_attempts = *settings.maximum_retry_attempts;
  if (settings.maximum_event_age) config.maximum_event_age = *settings.maximum_event_age;
  return config;
}

}  // namespace lambdalocal
