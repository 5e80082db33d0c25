#include "core/function/settings.h"

#include <algorithm>

namespace lambdalocal {

FunctionSettings overlay(FunctionSettings over, const FunctionSettings& under) {
  const auto fill = [](auto& field, const auto& from) {
    if (!field) field = from;
  };
  fill(over.function_name, under.function_name);
  fill(over.code, under.code);
  fill(over.build, under.build);
  fill(over.runtime, under.runtime);
  fill(over.handler, under.handler);
  fill(over.timeout, under.timeout);
  fill(over.memory_size_mb, under.memory_size_mb);
  fill(over.ephemeral_storage_mb, under.ephemeral_storage_mb);
  fill(over.layers, under.layers);
  fill(over.log_format, under.log_format);
  fill(over.application_log_level, under.application_log_level);
  fill(over.log_group, under.log_group);
  fill(over.tenant_isolation, under.tenant_isolation);
  fill(over.reserved_concurrency, under.reserved_concurrency);
  fill(over.maximum_retry_attempts, under.maximum_retry_attempts);
  fill(over.maximum_event_age, under.maximum_event_age);
  fill(over.isolation, under.isolation);
  fill(over.network, under.network);
  for (const KeptSetting& kept : under.without_effect) {
    if (std::ranges::find(over.without_effect, kept.name, &KeptSetting::name) == over.without_effect.end()) {
      over.without_effect.push_back(kept);
    }
  }
  over.environment.insert(under.environment.begin(), under.environment.end());
  return over;
}

}  // namespace lambdalocal
