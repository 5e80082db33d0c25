#include "core/gateway/authorizers/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/http/text.h"
#include "core/text/wildcard.h"

namespace lambdalocal::gateway {
namespace {

Error malformed_policy(std::string message) { return {ErrorKind::BadConfiguration, std::move(message)}; }

// A member that is a string or a list of strings; nothing when it is not there.
Result<std::vector<std::string>> read_strings(const Json& statement, const char* name) {
  std::vector<std::string> values;
  const auto found = statement.find(name);
  if (found == statement.end()) return values;
  if (found->is_string()) return std::vector{found->get<std::string>()};
  if (!found->is_array())
    return malformed_policy(fmt::format("{} of a statement is neither a string nor a list", name));
  for (const Json& value : *found) {
    if (!value.is_string()) return malformed_policy(fmt::format("{} of a statement holds what is no string", name));
    values.push_back(value.get<std::string>());
  }
  return values;
}

Result<PolicyStatement> read_statement(const Json& json) {
  if (!json.is_object()) return malformed_policy("a statement of the policy is no object");
  PolicyStatement statement;
  const auto effect = json.find("Effect");
  if (effect == json.end() || !effect->is_string()) return malformed_policy("a statement of the policy has no Effect");
  const std::string value = effect->get<std::string>();
  if (value != "Allow" && value != "Deny")
    return malformed_policy(fmt::format("Effect \"{}\" is neither Allow nor Deny", value));
  statement.allow = value == "Allow";
  TRY(actions, read_strings(json, "Action"));
  TRY(not_actions, read_strings(json, "NotAction"));
  TRY(resources, read_strings(json, "Resource"));
  TRY(not_resources, read_strings(json, "NotResource"));
  if (actions.empty() && not_actions.empty()) return malformed_policy("a statement of the policy has no Action");
  if (resources.empty() && not_resources.empty()) return malformed_policy("a statement of the policy has no Resource");
  statement.actions = std::move(actions);
  statement.not_actions = std::move(not_actions);
  statement.resources = std::move(resources);
  statement.not_resources = std::move(not_resources);
  const auto condition = json.find("Condition");
  statement.has_condition = condition != json.end() && !condition->is_null() && !condition->empty();
  return statement;
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return wildcard_match(pattern, text); });
}

bool applies(const PolicyStatement& statement, std::string_view action, std::string_view resource) {
  const auto lowered = [](std::vector<std::string> patterns) {
    for (std::string& pattern : patterns) pattern = lower_case(pattern);
    return patterns;
  };
  const std::string wanted = lower_case(action);
  const bool action_matches = statement.actions.empty() ? !any_matches(lowered(statement.not_actions), wanted)
                                                        : any_matches(lowered(statement.actions), wanted);
  if (!action_matches) return false;
  return statement.resources.empty() ? !any_matches(statement.not_resources, resource)
                                     : any_matches(statement.resources, resource);
}

}  // namespace

Result<Policy> read_policy(const Json& document) {
  if (!document.is_object()) return malformed_policy("policyDocument is no object");
  const auto statements = document.find("Statement");
  if (statements == document.end()) return malformed_policy("policyDocument has no Statement");
  Policy policy;
  if (statements->is_object()) {
    TRY(statement, read_statement(*statements));
    policy.statements.push_back(std::move(statement));
    return policy;
  }
  if (!statements->is_array()) return malformed_policy("Statement of the policy is no list");
  for (const Json& json : *statements) {
    TRY(statement, read_statement(json));
    policy.statements.push_back(std::move(statement));
  }
  return policy;
}

Verdict evaluate(const Policy& policy, std::string_view action, std::string_view resource) {
  Verdict verdict = Verdict::ImplicitDeny;
  for (const PolicyStatement& statement : policy.statements) {
    if (!applies(statement, action, resource)) continue;
    if (!statement.allow) return Verdict::ExplicitDeny;
    if (!statement.has_condition) verdict = Verdict::Allow;
  }
  return verdict;
}

}  // namespace lambdalocal::gateway
