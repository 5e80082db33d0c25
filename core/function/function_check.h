// Whether AWS Lambda would take a function's configuration: the constraints of CreateFunction on names, handler,
// timeout, memory, ephemeral storage, layers, logging and environment variables, and of Invoke on the qualifier.
// Source: docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
#pragma once

#include "core/function/function.h"
#include "core/result.h"

namespace lambdalocal {

// The first constraint that does not hold, as BadConfiguration with the value and the rule.
Result<void> check_function(const Function& function);

}  // namespace lambdalocal
