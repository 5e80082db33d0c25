// The runtime version INIT_START names ("python:3.13.v99" on AWS) and its ARN. There is none here: the version says
// that lambdalocal ran it, and the ARN, of the right form, is derived from the runtime's id alone. Source:
// docs.aws.amazon.com/lambda/latest/dg/runtime-management-identify.html
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal {

// "python:3.13.lambdalocal" for "python3.13".
std::string runtime_version(std::string_view runtime_id);

// "arn:aws:lambda:REGION::runtime:<64 hex digits>".
std::string runtime_version_arn(std::string_view region, std::string_view runtime_id);

}  // namespace lambdalocal
