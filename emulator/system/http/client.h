// Asks servers over HTTP or HTTPS: a coroutine on the event loop, where only looking up the name and reading the
// certificates leave for a thread of their own. Every request has a connection of its own, to whichever of the host's
// addresses answers; redirects and proxies are not followed. Certificates are checked against the system's (SSL_CERT_FILE
// and SSL_CERT_DIR name others).
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/result.h"

namespace lambdalocal::system {

struct HttpClientRequest {
  std::string method = "GET";
  std::string url;
  // Host, Content-Length and Connection are the client's own: not to be among them. Neither are line breaks.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  // Told of our end of the connection, "127.0.0.1:40000", before the request is sent.
  std::function<void(const std::string& own_end)> connected = {};
};

struct HttpClientAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // as received, in their order
  std::string body;                                          // without the coding of the transfer
};

enum class HttpFault {
  BadAddress,  // the URL is none
  NoHost,      // its name cannot be looked up
  NoAnswer,    // no connection, or what came over it is no HTTP
  TooLate,
  TooLarge,
};
struct HttpClientFailure {
  HttpFault fault;
  std::string message;  // without the address
};

struct HttpClientLimits {
  std::chrono::milliseconds timeout = std::chrono::seconds(5);  // for all of it
  std::size_t max_bytes = 1024 * 1024;                          // of the answer's body
};

boost::asio::awaitable<std::variant<HttpClientAnswer, HttpClientFailure>> http_request(HttpClientRequest request,
                                                                                       HttpClientLimits limits);

using HttpGetOptions = HttpClientLimits;

// A document: the body of a 200 answer; an Error for any other, with the address in front.
boost::asio::awaitable<Result<std::string>> http_get(std::string url, HttpGetOptions options = {});

}  // namespace lambdalocal::system
