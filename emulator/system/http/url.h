// The parts of an http:// or https:// address.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lambdalocal::system {

struct HttpUrl {
  bool is_https = false;
  std::string authority;  // as in the Host header
  std::string host;       // without the brackets of an IPv6 address
  std::string port;       // a number
  std::string target;     // path and query; begins with a slash
};

// None when it is neither, names a user, or holds blanks or control characters.
std::optional<HttpUrl> parse_http_url(std::string_view text);

}  // namespace lambdalocal::system
