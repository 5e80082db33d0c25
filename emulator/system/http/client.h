// Fetches a document over HTTP or HTTPS: a coroutine on the event loop, where only looking up the name and reading the
// certificates leave for a thread of their own. Every fetch has a connection of its own, to whichever of the host's
// addresses answers; redirects and proxies are not followed. Certificates are checked against the system's (SSL_CERT_FILE
// and SSL_CERT_DIR name others).
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <string>

#include "core/result.h"

namespace lambdalocal::system {

struct HttpGetOptions {
  std::chrono::milliseconds timeout = std::chrono::seconds(5);  // for all of it
  std::size_t max_bytes = 1024 * 1024;                          // of the body
};

// The body of a 200 answer; an Error for any other, with the address in front.
boost::asio::awaitable<Result<std::string>> http_get(std::string url, HttpGetOptions options = {});

}  // namespace lambdalocal::system
