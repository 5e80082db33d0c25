// Amazon Resource Names of functions, as they stand in context objects and Invoke answers.
// Source: docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
#pragma once

#include <string>
#include <string_view>

#include "core/function/function.h"

namespace lambdalocal {

// The partition a region belongs to: aws, aws-cn, aws-us-gov, aws-eusc.
std::string_view partition(std::string_view region);

// Whether `region` has the form of a region's name: us-east-1, us-gov-west-1, eusc-de-east-1.
bool is_region(std::string_view region);

// arn:aws:lambda:REGION:ACCOUNT:function:NAME, with the partition of the region.
std::string unqualified_function_arn(const Function& function);

// The same with the qualifier the caller used, when one was used: what a function sees as its invoked ARN.
std::string invoked_function_arn(const Function& function);

}  // namespace lambdalocal
