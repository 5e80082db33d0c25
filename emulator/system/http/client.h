// Fetches a document over HTTP or HTTPS. Blocks: for worker threads. Every fetch has a connection of its own; redirects
// and proxies are not followed. Certificates are checked against the system's (SSL_CERT_FILE and SSL_CERT_DIR name
// others). libssl is loaded with the first https:// address, as libzip is with the first archive: linking it would cost
// every start of the binary.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "core/result.h"

namespace lambdalocal::system {

struct HttpGetOptions {
  std::chrono::milliseconds timeout = std::chrono::seconds(5);  // for all of it, but for looking up the name
  std::size_t max_bytes = 1024 * 1024;
};

// The body of a 200 answer; an Error for any other, with the address in front.
Result<std::string> http_get(const std::string& url, HttpGetOptions options = {});

}  // namespace lambdalocal::system
