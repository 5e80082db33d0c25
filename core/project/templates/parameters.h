// The values of a template's parameters.
// Source: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/project/templates/deployment.h"
#include "core/project/templates/value.h"

namespace lambdalocal::templates {

struct ParameterValue {
  ValuePtr value;        // text, or a list for list types
  bool is_known = true;  // false: nobody gave one and there is no default, or it stands in the Parameter Store
};

// What is given, else the default, else a value of the declared type that stays the same from run to run.
ParameterValue parameter_value(std::string_view name, const Value& declaration, const Deployment& deployment);

// What CloudFormation would refuse about a value that was given, or a default: what it must be; none where it would take it.
std::optional<std::string> parameter_fault(const Value& declaration, const Value& value);

}  // namespace lambdalocal::templates
