// What a function may see of the caller's own environment: nothing, except what was asked for by name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/function/environment_variables.h"
#include "core/result.h"
#include "emulator/observer.h"

namespace lambdalocal {

using CallersEnvironment = std::map<std::string, std::string, std::less<>>;

// --pass-env: the named variables; one that is not set gives a warning. Reserved names are a Usage error.
Result<EnvironmentVariables> passed_variables(const std::vector<std::string>& names, const CallersEnvironment& callers,
                                              Notices& notices);

// --pass-aws-credentials: the keys in the caller's environment. A Usage error when there are none.
Result<Credentials> callers_credentials(const CallersEnvironment& callers);

// The region that goes with them: AWS_REGION, else AWS_DEFAULT_REGION.
std::optional<std::string> callers_region(const CallersEnvironment& callers);

}  // namespace lambdalocal
