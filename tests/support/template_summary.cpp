#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tests/support/template_summary.h"

namespace lambdalocal::templates {
namespace {

// On one line.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : std::string(1, c);
  return out;
}

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
  for (const auto& [name, value] : settings.environment) line("env", fmt::format("{}={}", name, escaped(value)));
  if (settings.layers) {
    for (const auto& layer : *settings.layers) line("layer", layer.string());
  }
  for (const KeptSetting& kept : settings.without_effect) line("kept", kept.name);
  for (const auto& [what, stand_in] : function.findings.unknown)
    line("unknown", fmt::format("{} = {}", what, stand_in));
  for (const std::string& problem : function.findings.problems) line("problem", problem);
  for (const std::string& warning : function.warnings) line("warning", warning);
}

std::string_view type_of(const gateway::Authorizer& authorizer) {
  switch (authorizer.type) {
    case gateway::AuthorizerType::Token: return "TOKEN";
    case gateway::AuthorizerType::Request: return "REQUEST";
    case gateway::AuthorizerType::HttpRequest_1_0: return "REQUEST 1.0";
    case gateway::AuthorizerType::HttpRequest_2_0: break;
  }
  return "REQUEST 2.0";
}

void add_authorizer(std::string& out, const std::string& name, const gateway::AuthorizerConfiguration& authorizer) {
  if (const auto* jwt = std::get_if<gateway::JwtAuthorizerConfiguration>(&authorizer)) {
    out += fmt::format("  authorizer {}: JWT of {} for {} in {}\n", name, jwt->jwt.issuer,
                       fmt::join(jwt->jwt.audiences, ","), jwt->identity_source);
    return;
  }
  if (const auto* pools = std::get_if<gateway::UserPoolAuthorizer>(&authorizer)) {
    std::vector<std::string> names;
    for (const auto& pool : pools->pools) {
      names.push_back(fmt::format("{}{}", pool.name, pool.is_stand_in ? "" : " of " + pool.pool.issuer));
    }
    out += fmt::format("  authorizer {}: user pools {} in {}{}\n", name, fmt::join(names, ", "), pools->identity_source,
                       pools->identity_validation.empty() ? "" : ", for " + pools->identity_validation);
    return;
  }
  const auto& lambda = std::get<gateway::Authorizer>(authorizer);
  out += fmt::format("  authorizer {}: {} by {} in {} for {} s{}{}\n", name, type_of(lambda), lambda.function,
                     fmt::join(lambda.identity_sources, ","), lambda.result_ttl.count(),
                     lambda.simple_responses ? ", simple" : "",
                     lambda.identity_validation.empty() ? "" : ", like " + lambda.identity_validation);
}

void add_front_end(std::string& out, const gateway::FrontEndConfiguration& front_end) {
  const auto& api = front_end.api;
  out += fmt::format("{}", gateway::name_of(front_end));
  const bool has_stage = front_end.kind == gateway::FrontEnd::HttpApi || front_end.kind == gateway::FrontEnd::RestApi;
  if (has_stage) out += fmt::format(" stage {}", api.stage);
  for (const auto& [name, value] : api.stage_variables) out += fmt::format(" {}={}", name, value);
  if (!api.binary_media_types.empty()) out += fmt::format(" binary {}", fmt::join(api.binary_media_types, ","));
  out += "\n";
  if (const auto& cors = front_end.cors) {
    out += fmt::format("  cors from {}", fmt::join(cors->allow_origins, ","));
    if (!cors->allow_methods.empty()) out += fmt::format(" methods {}", fmt::join(cors->allow_methods, ","));
    if (!cors->allow_headers.empty()) out += fmt::format(" headers {}", fmt::join(cors->allow_headers, ","));
    if (!cors->expose_headers.empty()) out += fmt::format(" exposes {}", fmt::join(cors->expose_headers, ","));
    if (cors->max_age_seconds) out += fmt::format(" for {} s", *cors->max_age_seconds);
    out += cors->allow_credentials ? " with credentials\n" : "\n";
  }
  for (const auto& [name, authorizer] : front_end.authorizers) add_authorizer(out, name, authorizer);
  for (const auto& key : front_end.api_keys) {
    out += fmt::format("  key {}{}\n", key.name, key.is_stand_in ? "" : " " + key.value);
  }
  for (const auto& route : front_end.routes) {
    out += fmt::format("  {} -> {}", route.route.key.empty() ? "all" : route.route.key, target_of(route));
    if (route.target_group && route.target_group->multi_value_headers) out += " multi";
    if (route.http_proxy) {
      const gateway::HttpProxy& proxy = *route.http_proxy;
      out += fmt::format(" as {}", proxy.method.empty() ? "ANY" : proxy.method);
      for (const auto& mapping : proxy.mappings) out += fmt::format(" {}={}", mapping.name, mapping.value);
    } else if (route.payload_format == gateway::PayloadFormat::Version_1_0) {
      out += " 1.0";
    }
    if (route.response_mode == gateway::ResponseMode::Stream) out += " streams";
    if (!route.authorizer.empty()) out += " by " + route.authorizer;
    if (route.api_key_required) out += " with a key";
    if (!route.scopes.empty()) out += fmt::format(" for {}", fmt::join(route.scopes, ","));
    if (route.timeout) out += fmt::format(" in {} ms", route.timeout->count());
    out += "\n";
  }
}

void add_events(std::string& out, const EventSources& events) {
  for (const auto& mapping : events.mappings) {
    out += fmt::format("mapping {} {} -> {}\n", mapping.id, mapping.event_source_arn, mapping.function);
    for (const auto& [name, value] : mapping.settings) out += fmt::format("  {} {}\n", name, value);
  }
  for (const auto& schedule : events.schedules) {
    out +=
        fmt::format("schedule {} {} -> {} {}\n", schedule.name, schedule.expression, schedule.function, schedule.input);
  }
  if (!events.pushed.empty()) out += fmt::format("events {}\n", summary_of(events));
}

}  // namespace

std::string summary_of(const TemplateFile& file) {
  std::string out;
  for (const std::string& warning : file.warnings()) out += fmt::format("warning {}\n", warning);
  for (const TemplateFunction& function : file.functions()) add_function(out, function);
  const TemplateFrontEnds front = file.front_ends();
  for (const auto& front_end : front.front_ends) add_front_end(out, front_end);
  add_events(out, front.events);
  for (const std::string& warning : front.warnings) out += fmt::format("not emulated: {}\n", warning);
  for (const Refusal& refusal : front.refusals) out += fmt::format("refused by AWS: {}\n", refusal.what);
  for (const auto& [what, stand_in] : front.findings.unknown) out += fmt::format("unknown {} = {}\n", what, stand_in);
  for (const std::string& problem : front.findings.problems) out += fmt::format("problem {}\n", problem);
  return out;
}

}  // namespace lambdalocal::templates
