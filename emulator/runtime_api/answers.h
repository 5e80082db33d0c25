// The Runtime API's own answers: accepted, refused, unknown path.
#pragma once

#include <string_view>

#include "emulator/system/http/server.h"

namespace lambdalocal::runtime_api {

void accept(system::HttpExchange& exchange);  // 202 {"status":"OK"}
void refuse(system::HttpExchange& exchange, int status, std::string_view error_type, std::string_view error_message);
// Both return the empty awaitable of a handler that has answered.
boost::asio::awaitable<void> not_found(system::HttpExchange& exchange);
boost::asio::awaitable<void> method_not_allowed(system::HttpExchange& exchange);

}  // namespace lambdalocal::runtime_api
