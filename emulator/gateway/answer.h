// What the client of a front end gets once its invocation has ended, or its time is up.
#pragma once

#include <string>
#include <string_view>

#include "core/gateway/http_request.h"
#include "core/gateway/responses.h"
#include "core/invocation/result.h"
#include "core/project/front_ends.h"
#include "emulator/invocation/call.h"

namespace lambdalocal::gateway {

// The response, with the reason for the log when it is the front end's own. A call that is not over ran out of time.
Converted answer_of(const Call& call, const FrontEndConfiguration& front_end, const RouteConfiguration& route,
                    const HttpRequest& request);

// The same for what ended without a response of the function: throttled, refused, failed, out of time.
Converted failure_of(const Call& call, FrontEnd kind, std::string_view function);

// "function pets failed: ValueError: no such pet", of a function error's payload.
std::string describe_function_error(std::string_view function, const InvocationOutcome& outcome);

}  // namespace lambdalocal::gateway
