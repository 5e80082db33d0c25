#include "cli/output/project_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace lambdalocal::output {
namespace {

using Json = nlohmann::ordered_json;
using Row = std::vector<std::string>;

// Columns as wide as their widest cell, two spaces between them.
std::string table(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t at = 0; at < row.size(); ++at) widths[at] = std::max(widths[at], row[at].size());
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t at = 0; at < row.size(); ++at) line += fmt::format("{:<{}}  ", row[at], widths[at]);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string route_key(const gateway::RouteConfiguration& route) {
  return route.route.key.empty() ? "all" : route.route.key;
}

// "members for pets/read, an API key"
std::string guard_of(const gateway::RouteConfiguration& route) {
  std::string text = route.authorizer;
  if (!route.scopes.empty()) text += fmt::format(" for {}", fmt::join(route.scopes, " or "));
  if (route.api_key_required) text += text.empty() ? "an API key" : ", an API key";
  return text;
}

std::string short_path(const std::filesystem::path& path, const std::filesystem::path& here) {
  const auto relative = path.lexically_relative(here);
  return relative.empty() || *relative.begin() == ".." ? path.string() : relative.string();
}

std::string functions_text(const std::vector<FunctionReport>& functions, const std::filesystem::path& here) {
  if (functions.empty()) return "no functions\n";
  std::vector<Row> rows = {{"FUNCTION", "RUNTIME", "HANDLER", "MEMORY", "TIMEOUT", "CODE"}};
  for (const FunctionReport& report : functions) {
    const Function function = function_of(*report.function);
    const FunctionSettings& settings = report.function->settings;
    rows.push_back({function.name, report.error ? settings.runtime.value_or("-") : report.runtime,
                    report.error ? settings.handler.value_or("-") : report.handler,
                    fmt::format("{} MB", function.memory_size_mb), fmt::format("{} s", function.timeout.count() / 1000),
                    short_path(function.code, here)});
  }
  return table(rows);
}

std::string routes_text(const Project& project) {
  std::vector<Row> rows = {{"FRONT END", "STAGE", "ROUTE", "FUNCTION", "AUTHORIZER"}};
  for (const auto& [name, front_end] : project.front_ends) {
    for (const auto& route : front_end.routes) {
      const bool has_stage =
          front_end.kind == gateway::FrontEnd::HttpApi || front_end.kind == gateway::FrontEnd::RestApi;
      rows.push_back(
          {name, has_stage ? front_end.api.stage : "-", route_key(route), target_of(route), guard_of(route)});
    }
  }
  return rows.size() == 1 ? "" : "\n" + table(rows);
}

std::string events_text(const Project& project) {
  std::vector<Row> rows = {{"EVENT SOURCE", "FUNCTION"}};
  for (const auto& mapping : project.event_sources) rows.push_back({mapping.event_source_arn, mapping.function});
  for (const auto& schedule : project.schedules) rows.push_back({schedule.expression, schedule.function});
  return rows.size() == 1 ? "" : "\n" + table(rows);
}

Json json_of(const FunctionReport& report) {
  const Function function = function_of(*report.function);
  const FunctionSettings& settings = report.function->settings;
  Json json = {{"FunctionName", function.name}};
  if (!report.function->other_names.empty()) json["OtherNames"] = report.function->other_names;
  json["Runtime"] = report.error ? settings.runtime.value_or("") : report.runtime;
  json["Handler"] = report.error ? settings.handler.value_or("") : report.handler;
  json["MemorySize"] = function.memory_size_mb;
  json["Timeout"] = function.timeout.count() / 1000;
  json["CodeUri"] = function.code.string();
  json["Environment"] = function.environment;
  for (const auto& layer : function.layers) json["Layers"].push_back(layer.string());
  for (const KeptSetting& kept : settings.without_effect) json["WithoutEffect"].push_back(kept.name);
  if (report.error) json["Error"] = report.error->message;
  return json;
}

Json json_of(const std::string& name, const gateway::FrontEndConfiguration& front_end) {
  Json json = {{"Name", name}};
  if (front_end.kind == gateway::FrontEnd::HttpApi || front_end.kind == gateway::FrontEnd::RestApi) {
    json["StageName"] = front_end.api.stage;
  }
  json["Routes"] = Json::array();
  for (const auto& route : front_end.routes) {
    Json entry = {{"RouteKey", route_key(route)}, {"Function", target_of(route)}};
    if (front_end.kind == gateway::FrontEnd::HttpApi) {
      entry["PayloadFormatVersion"] = route.payload_format == gateway::PayloadFormat::Version_1_0 ? "1.0" : "2.0";
    }
    if (!route.authorizer.empty()) entry["Authorizer"] = route.authorizer;
    if (!route.scopes.empty()) entry["AuthorizationScopes"] = route.scopes;
    if (route.api_key_required) entry["ApiKeyRequired"] = true;
    json["Routes"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace

std::string project_text(const Project& project, const std::vector<FunctionReport>& functions,
                         const std::filesystem::path& here) {
  std::string text = functions_text(functions, here) + routes_text(project) + events_text(project);
  std::string problems;
  for (const FunctionReport& report : functions) {
    if (report.error) problems += fmt::format("{} would not run: {}\n", report.function->name, report.error->message);
  }
  for (const FunctionReport& report : functions) {
    for (const Refusal& refusal : report.refusals) {
      problems += fmt::format("AWS would refuse {}: {}\n", refusal.function, refusal.what);
    }
  }
  for (const Refusal& refusal : project.refusals) problems += fmt::format("AWS would refuse calls: {}\n", refusal.what);
  for (const std::string& warning : project.warnings) problems += fmt::format("warning: {}\n", warning);
  return problems.empty() ? text : text + "\n" + problems;
}

std::string project_json(const Project& project, const std::vector<FunctionReport>& functions) {
  Json json;
  for (const char* list : {"Functions", "FrontEnds", "EventSourceMappings", "Schedules"}) json[list] = Json::array();
  for (const FunctionReport& report : functions) json["Functions"].push_back(json_of(report));
  for (const auto& [name, front_end] : project.front_ends) json["FrontEnds"].push_back(json_of(name, front_end));
  for (const auto& mapping : project.event_sources) {
    json["EventSourceMappings"].push_back(
        {{"Id", mapping.id}, {"EventSourceArn", mapping.event_source_arn}, {"Function", mapping.function}});
  }
  for (const auto& schedule : project.schedules) {
    json["Schedules"].push_back(
        {{"Name", schedule.name}, {"ScheduleExpression", schedule.expression}, {"Function", schedule.function}});
  }
  json["Refusals"] = Json::array();
  const auto add = [&json](const Refusal& refusal) {
    json["Refusals"].push_back({{"Function", refusal.function}, {"What", refusal.what}});
  };
  for (const FunctionReport& report : functions) std::ranges::for_each(report.refusals, add);
  std::ranges::for_each(project.refusals, add);
  json["Warnings"] = project.warnings;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace lambdalocal::output
