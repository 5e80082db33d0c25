// Whether a function failed because it called the Lambda API of AWS, where nobody knows its functions or its keys. Told by the
// error it ended with, as the AWS SDKs word it.
#pragma once

#include <string_view>

namespace lambdalocal {

// `error` is the payload of a function error.
bool is_failed_lambda_call(std::string_view error);

}  // namespace lambdalocal
