// Files of environment variables (--env-file): a .env file, or JSON in one of these shapes:
//   {"Parameters": {"K": "V"}, "FunctionName": {"K": "V"}}   as SAM has it: for all functions, and for one; the latter
//   wins
//   {"Variables": {"K": "V"}}                                as the AWS CLI has it
//   {"K": "V"}                                               flat: no value is an object, so it is none of the others
// Blocks of other functions are skipped. Numbers and booleans become text, null the empty string.
// Source: docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-invoke.html
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace lambdalocal {

// The variables that `text` gives to the function, which may be called by any of the names; of what stands twice the last name's
// counts. Errors are BadConfiguration and name the source.
Result<std::map<std::string, std::string>> parse_environment_file(std::string_view text, std::string_view source_name,
                                                                  const std::vector<std::string>& function_names);

// Files of secrets (--secrets): what each name stands for, as a .env file or as JSON. What is no string is kept as JSON text, as Secrets
// Manager has the members of a secret. Errors likewise.
Result<std::map<std::string, std::string>> parse_secrets_file(std::string_view text, std::string_view source_name);

}  // namespace lambdalocal
