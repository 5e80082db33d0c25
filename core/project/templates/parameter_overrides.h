// --parameter-overrides, in both of SAM's ways of writing it, any number of values separated by white space:
//   Stage=prod Table='my table'
//   ParameterKey=Stage,ParameterValue=prod ParameterKey=Table,ParameterValue=orders
// Quotes ("..." or '...') and backslashes are taken as a shell takes them, since samconfig.toml has all in one string.
// Source: docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-local-invoke.html
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/result.h"

namespace lambdalocal::templates {

// Of a name given twice the last value counts. Errors are Usage.
Result<void> read_parameter_overrides(std::string_view text, std::map<std::string, std::string>& parameters);

}  // namespace lambdalocal::templates
