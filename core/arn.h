// Amazon Resource Names of functions, as they stand in context objects and Invoke answers.
// Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
#pragma once

#include <string>

#include "core/function.h"

namespace lambdalocal {

// arn:aws:lambda:REGION:ACCOUNT:function:NAME, with the partition of the region (aws-cn, aws-us-gov).
std::string unqualified_function_arn(const Function& function);

// The same with the qualifier the caller used, when one was used: what a function sees as its invoked ARN.
std::string invoked_function_arn(const Function& function);

}  // namespace lambdalocal
