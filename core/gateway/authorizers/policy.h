// The IAM policy a Lambda authorizer returns, and what it says about a request.
// Source: docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-policy-language-overview.html
//
// A Deny that matches wins over every Allow; what no statement allows is denied, too. Action and Resource take * (any
// characters, slashes included) and ?; NotAction and NotResource are honoured. Conditions are not evaluated: a statement
// with one counts when it denies and not when it allows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/events/events.h"
#include "core/result.h"

namespace lambdalocal::gateway {

struct PolicyStatement {
  bool allow = false;
  std::vector<std::string> actions, not_actions, resources, not_resources;
  bool has_condition = false;
};

struct Policy {
  std::vector<PolicyStatement> statements;
};

enum class Verdict { Allow, ExplicitDeny, ImplicitDeny };

// An error tells what is missing or of the wrong form.
Result<Policy> read_policy(const Json& document);

Verdict evaluate(const Policy& policy, std::string_view action, std::string_view resource);

}  // namespace lambdalocal::gateway
