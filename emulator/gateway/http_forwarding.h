// Routes with an HTTP proxy integration: sends the request on to the URL that the project says, and nowhere else, and hands the
// answer back.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <string_view>

#include "core/gateway/responses.h"
#include "core/project/front_ends.h"
#include "emulator/gateway/forwarded_requests.h"
#include "emulator/gateway/routing.h"

namespace lambdalocal::gateway {

// The route has one. The references must outlive the call; `authorizer` as in proxied_request(). The answer comes with the reason for
// the log when it is the front end's own.
boost::asio::awaitable<Converted> forward(const FrontEndConfiguration& front_end, const Routing::Found& found,
                                          const HttpRequest& request, std::string_view authorizer,
                                          ForwardedRequests::OnItsWay& on_its_way);

}  // namespace lambdalocal::gateway
