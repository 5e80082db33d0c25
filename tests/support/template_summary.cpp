#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tests/support/template_summary.h"

namespace lambdalocal::templates {
namespace {

void add_function(std::string& out, const TemplateFunction& function) {
  const FunctionSettings& settings = function.settings;
  out += fmt::format("function {}{}\n", function.logical_id, function.is_helper ? " (helper)" : "");
  const auto line = [&out](std::string_view name, const auto& value) { out += fmt::format("  {} {}\n", name, value); };
  if (function.name != function.logical_id) line("name", function.name);
  for (const std::string& name : function.other_names) {
    if (name != function.logical_id) line("also", name);
  }
  if (settings.code) line("code", settings.code->string());
  if (function.inline_code) line("inline", fmt::format("{} bytes", function.inline_code->size()));
  if (function.refused) line("refused", function.refused->message.substr(0, function.refused->message.find('\n')));
  if (settings.runtime) line("runtime", *settings.runtime);
  if (settings.handler) line("handler", *settings.handler);
  if (settings.timeout) line("timeout", settings.timeout->count());
  if (settings.memory_size_mb) line("memory", *settings.memory_size_mb);
  if (settings.ephemeral_storage_mb) line("tmp", *settings.ephemeral_storage_mb);
  if (settings.log_format) line("log format", *settings.log_format == LogFormat::JSON ? "JSON" : "Text");
  if (settings.application_log_level) line("log level", *settings.application_log_level);
  if (settings.log_group) line("log group", *settings.log_group);
  if (settings.tenant_isolation) line("tenants", *settings.tenant_isolation);
  if (settings.reserved_concurrency) line("reserved", *settings.reserved_concurrency);
  if (settings.maximum_retry_attempts) line("retries", *settings.maximum_retry_attempts);
  if (settings.maximum_event_age) line("event age", settings.maximum_event_age->count());
  if (!function.build_method.empty()) line("built by", function.build_method);
  for (const auto& [name, value] : settings.environment) line("env", fmt::format("{}={}", name, value));
  if (settings.layers) {
    for (const auto& layer : *settings.layers) line("layer", layer.string());
  }
  for (const KeptSetting& kept : settings.without_effect) line("kept", kept.name);
  for (const auto& [what, stand_in] : function.findings.unknown)
    line("unknown", fmt::format("{} = {}", what, stand_in));
  for (const std::string& problem : function.findings.problems) line("problem", problem);
  for (const std::string& warning : function.warnings) line("warning", warning);
}

}  // namespace

std::string summary_of(const TemplateFile& file) {
  std::string out;
  for (const std::string& warning : file.warnings()) out += fmt::format("warning {}\n", warning);
  for (const TemplateFunction& function : file.functions()) add_function(out, function);
  return out;
}

}  // namespace lambdalocal::templates
