// The client context a caller sends with an invocation: JSON that the function finds in its context object. On the wire
// (X-Amz-Client-Context) it is base64; a person may also give the JSON itself.
// Source: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace lambdalocal {

// The JSON text of `given`, JSON or base64 of JSON, on one line: a runtime gets it in a header. A Usage error when it
// is no JSON object, or longer than limits::kClientContextBytes as base64.
Result<std::string> client_context_json(std::string_view given);

}  // namespace lambdalocal
