// The ordinary HTTP client of the tests of our servers: cpp-httplib, a client that is not ours, on a thread of its own while the
// server's event loop runs on the calling one. The malformed and the byte-exact are raw_http_client.h's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <string_view>

#include "tests/support/raw_http_client.h"

namespace lambdalocal::test {

// One request on a connection of its own. `headers` are lines, each with its "\r\n". Fails the test when there is no answer.
RawAnswer http_request(boost::asio::io_context& loop, std::uint16_t port, std::string_view method,
                       std::string_view target, std::string_view headers = "", std::string_view body = "");

}  // namespace lambdalocal::test
