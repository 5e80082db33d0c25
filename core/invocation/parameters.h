// The parameters of Invoke besides event and client context: what AWS would take.
// Source: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html, docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html
#pragma once

#include <string_view>

#include "core/result.h"

namespace lambdalocal {

// X-Amz-Tenant-Id: 1 to 256 letters, digits, spaces and ._:/=+-@. Errors are Usage.
Result<void> check_tenant_id(std::string_view id);

// X-Amzn-Trace-Id: printable ASCII, as it goes into a header of the Runtime API. Errors are Usage.
Result<void> check_trace_header(std::string_view header);

}  // namespace lambdalocal
