// The region a caller signs for, told by the credential scope of its Signature Version 4. Signatures are not checked.
// Source: docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lambdalocal::lambda_api {

// Of "AWS4-HMAC-SHA256 Credential=KEY/20260101/eu-west-1/lambda/aws4_request, ..."; none when there is no such thing.
std::optional<std::string> caller_region(std::optional<std::string_view> authorization);

}  // namespace lambdalocal::lambda_api
