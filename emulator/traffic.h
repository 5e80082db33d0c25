// What callers have asked a served project for, and what they were answered, as it happens: for who records it. On the event loop's
// thread.
#pragma once

#include <string_view>

#include "core/gateway/http_request.h"
#include "core/invocation/result.h"

namespace lambdalocal {

class Traffic {
 public:
  virtual ~Traffic() = default;
  // A front end has answered a request that it took, by the function or with an answer of its own. A streamed body is whole.
  virtual void answered(std::string_view front_end, const gateway::HttpRequest& request,
                        const gateway::HttpResponse& response) = 0;
  // Somebody has waited for an invocation through the Lambda API.
  virtual void invoked(std::string_view function, std::string_view event, const InvocationOutcome& outcome) = 0;
};

}  // namespace lambdalocal
