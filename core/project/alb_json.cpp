#include "core/project/alb_json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/project/api_json.h"
#include "core/project/configuration_keys.h"

namespace lambdalocal::gateway {
namespace {

constexpr int kMostPriority = 50'000;

struct Rule {
  int priority = 0;
  RouteConfiguration route;
};

struct Field {
  std::string_view name, expressions;  // keys; the second may be empty
  ConditionField field;
};
constexpr std::array kFields = {Field{"PathPattern", "PathPatternRegex", ConditionField::PathPattern},
                                Field{"HostHeader", "HostHeaderRegex", ConditionField::HostHeader},
                                Field{"HttpRequestMethod", "", ConditionField::HttpRequestMethod},
                                Field{"SourceIp", "", ConditionField::SourceIp}};

Result<void> check(const ConfigurationObject& rule, std::string_view key, const ListenerCondition& condition) {
  auto checked = check_expressions(condition);
  if (checked) return {};
  return rule.place().member(key).error(fmt::format("{}.{}: {}", rule.name(), key, checked.error().message));
}

Result<void> read_conditions(const ConfigurationObject& rule, std::vector<ListenerCondition>& conditions) {
  for (const Field& field : kFields) {
    ListenerCondition condition;
    condition.field = field.field;
    TRY(values, rule.texts(field.name));
    condition.values = std::move(values);
    if (!field.expressions.empty()) {
      TRY(expressions, rule.texts(field.expressions));
      condition.expressions = std::move(expressions);
      TRY_VOID(check(rule, field.expressions, condition));
    }
    if (!condition.values.empty() || !condition.expressions.empty()) conditions.push_back(std::move(condition));
  }
  TRY(headers, rule.named_texts("HttpHeader"));
  for (auto& [name, value] : headers) {
    conditions.push_back({ConditionField::HttpHeader, name, {std::move(value)}, {}, {}});
  }
  TRY(expressions, rule.named_texts("HttpHeaderRegex"));
  for (auto& [name, expression] : expressions) {
    conditions.push_back({ConditionField::HttpHeader, name, {}, {}, {std::move(expression)}});
    TRY_VOID(check(rule, "HttpHeaderRegex", conditions.back()));
  }
  TRY(queries, rule.named_texts("QueryString"));
  for (auto& query : queries) conditions.push_back({ConditionField::QueryString, "", {}, {std::move(query)}, {}});
  return {};
}

Result<Rule> read_rule(const JsonPlace& place, const std::string& name, const nlohmann::json& value) {
  TRY(object,
      ConfigurationObject::open(place, fmt::format("Alb.Rules.{}", name), value, configuration::kAlbRule.names()));
  Rule rule;
  TRY(priority, object.whole_number("Priority", 1, kMostPriority));
  if (!priority) return object.missing("Priority", "a number; the rule with the lowest is looked at first");
  rule.priority = *priority;
  TRY(function, object.text("Function"));
  if (!function || function->empty()) return object.missing("Function", "the name of the function it is for");
  rule.route.route.function = *function;
  TRY(multiple, object.flag("MultiValueHeaders"));
  rule.route.target_group = TargetGroup{target_group_arn({}, *function), multiple.value_or(false)};
  TRY_VOID(read_conditions(object, rule.route.conditions));
  if (rule.route.conditions.empty()) return object.missing("PathPattern", "a rule has a condition, that or another");
  std::vector<std::string> texts;
  for (const ListenerCondition& condition : rule.route.conditions) texts.push_back(text_of(condition));
  rule.route.route.key = fmt::format("{}", fmt::join(texts, ", "));
  return rule;
}

}  // namespace

Result<FrontEndConfiguration> read_alb(const JsonPlace& place, const nlohmann::json& section) {
  TRY(object, ConfigurationObject::open(place, "Alb", section, configuration::kAlb.names()));
  TRY(function, object.text("Function"));
  if (!function || function->empty()) return object.missing("Function", "the name of the function it is for");
  TRY(multiple, object.flag("MultiValueHeaders"));
  FrontEndConfiguration alb = alb_of(*function, multiple.value_or(false));
  const nlohmann::json* rules = object.find("Rules");
  if (rules == nullptr) return alb;
  if (!rules->is_object()) return object.wrong("Rules", "an object of rules by name");
  std::vector<Rule> read;
  for (const auto& [name, value] : rules->items()) {
    const JsonPlace at = place.member("Rules").member(name);
    TRY(rule, read_rule(at, name, value));
    if (std::ranges::find(read, rule.priority, &Rule::priority) != read.end()) {
      return at.member("Priority")
          .error(fmt::format("Alb.Rules.{}.Priority {} is that of another rule, too", name, rule.priority));
    }
    read.push_back(std::move(rule));
  }
  if (read.empty()) return alb;
  std::ranges::sort(read, {}, &Rule::priority);
  alb.routes.front().route.key = "default";
  alb.routes.front().target_group = TargetGroup{target_group_arn({}, *function), multiple.value_or(false)};
  for (std::size_t at = 0; at < read.size(); ++at) {
    alb.routes.insert(alb.routes.begin() + static_cast<std::ptrdiff_t>(at), std::move(read[at].route));
  }
  return alb;
}

}  // namespace lambdalocal::gateway
