#include "core/http/local_access.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/text/ascii.h"
#include "core/text/printable.h"

namespace lambdalocal {
namespace {

bool is_name(std::string_view text) {
  const auto allowed = [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_' || c == '.'; };
  return !text.empty() && text.front() != '.' && text.find("..") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), allowed);
}

enum class HostKind { Malformed, Name, Address };

struct Host {
  HostKind kind = HostKind::Malformed;
  std::string text;  // in lower case, without port, brackets and the root's dot
  bool loopback = false;
};

// The bytes of an address in the one spelling that everybody reads alike: four numbers in plain decimal, or RFC 4291's.
template <int kFamily, std::size_t kBytes>
std::optional<std::array<std::uint8_t, kBytes>> parse_address(const std::string& text) {
  std::array<std::uint8_t, kBytes> bytes{};
  if (text.find('\0') != std::string::npos || ::inet_pton(kFamily, text.c_str(), bytes.data()) != 1) return {};
  return bytes;
}

Host address_v6(const std::string& text) {
  const auto bytes = parse_address<AF_INET6, 16>(text);
  if (!bytes) return {};
  constexpr std::array<std::uint8_t, 16> kLoopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};  // an IPv4 address follows
  const bool is_mapped = std::equal(kMapped.begin(), kMapped.end(), bytes->begin());
  return {HostKind::Address, text, *bytes == kLoopback || (is_mapped && (*bytes)[12] == 127)};
}

Host host_without_port(std::string text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') return address_v6(text.substr(1, text.size() - 2));
  if (text.size() > 1 && text.back() == '.') text.pop_back();
  if (const auto bytes = parse_address<AF_INET, 4>(text)) return {HostKind::Address, text, (*bytes)[0] == 127};
  // A last label that is a number is for browsers an IPv4 address in another spelling, never a name.
  if (!is_name(text) || is_digit(text[text.rfind('.') + 1])) return {};
  return {HostKind::Name, text, text == "localhost" || text.ends_with(".localhost")};
}

Host host_of(std::string_view authority) {
  std::string text = lower_case(authority);
  const auto colon = text.rfind(':');
  const auto bracket = text.rfind(']');
  if (colon != std::string::npos && (bracket == std::string::npos || colon > bracket)) {
    const std::string port = text.substr(colon + 1);
    if (port.size() > 5 || !std::all_of(port.begin(), port.end(), is_digit)) return {};
    text.resize(colon);
  }
  return host_without_port(std::move(text));
}

bool is_listed(const Host& host, const std::vector<std::string>& listed) {
  return std::any_of(listed.begin(), listed.end(), [&](const std::string& entry) {
    if (entry.starts_with("*.")) return host.kind == HostKind::Name && host.text.ends_with(lower_case(entry.substr(1)));
    const Host wanted =
        host_of(entry.find(':') != entry.rfind(':') && entry.front() != '[' ? "[" + entry + "]" : entry);
    return wanted.kind != HostKind::Malformed && wanted.text == host.text;
  });
}

bool is_ours(const LocalAccess& access, const Host& host) {
  if (host.kind == HostKind::Malformed) return false;
  return host.loopback || (access.any_address && host.kind == HostKind::Address) || is_listed(host, access.hosts);
}

// "http://authority/..." -> the authority; none where the scheme is another or missing.
std::optional<std::string_view> authority_of(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (lower_case(url.substr(0, scheme.size())) != scheme) continue;
    url.remove_prefix(scheme.size());
    return url.substr(0, url.find_first_of("/?#\\"));
  }
  return std::nullopt;
}

// Whether the page of `origin` is this machine's, or was allowed.
bool may_call(const LocalAccess& access, std::string_view origin) {
  for (const std::string& allowed : access.origins) {
    if (allowed == "*" || lower_case(allowed) == lower_case(origin)) return true;
  }
  const auto authority = authority_of(origin);
  // What has a path behind it is no origin: no browser sends that.
  return authority && is_origin(origin) && is_ours(access, host_of(*authority));
}

// What a browser sends when a person opened a page of its own: by a link, a form's GET or a redirect behind one.
bool follows_link(const AccessClaims& claims) {
  return (claims.method == "GET" || claims.method == "HEAD") && claims.fetch_mode == "navigate" &&
         claims.fetch_dest == "document" && claims.fetch_user == "?1";
}

// For a message: what a stranger sent, cut to a reasonable length.
std::string quoted(std::string_view text) { return fmt::format("'{}'", printable(text.substr(0, 100))); }

std::string how_to_allow(const Host& host) {
  if (host.kind == HostKind::Malformed) return "call it by http://localhost or http://127.0.0.1";
  return fmt::format("if it is meant to be this machine, allow it with --allow-host {}", host.text.substr(0, 100));
}

}  // namespace

bool is_loopback_host(std::string_view host) { return host_of(host).loopback; }

std::optional<std::string> refuse_host(const LocalAccess& access, const AccessClaims& claims) {
  std::vector<std::string_view> claimed;
  if (claims.host) claimed.push_back(*claims.host);
  if (!claims.target.starts_with('/') && claims.target != "*") {
    claimed.push_back(authority_of(claims.target).value_or(claims.target));
  }
  for (const std::string_view authority : claimed) {
    const Host host = host_of(authority);
    if (is_ours(access, host)) continue;
    return fmt::format("the host {} is not this machine's; a page in the browser may be behind it\n{}",
                       quoted(authority), how_to_allow(host));
  }
  return std::nullopt;
}

std::optional<std::string> refuse_page(const LocalAccess& access, const AccessClaims& claims) {
  if (claims.origin) {
    if (may_call(access, *claims.origin)) return std::nullopt;
    const auto authority = authority_of(*claims.origin);
    const Host host = authority ? host_of(*authority) : Host{};
    const std::string help =
        host.kind == HostKind::Malformed ? "open the page from http://localhost" : how_to_allow(host);
    return fmt::format("the page {} may not invoke functions through the Lambda API\n{}", quoted(*claims.origin), help);
  }
  if (claims.fetch_site == "cross-site" || claims.fetch_site == "same-site") {
    return std::string(
        "a page of another site may not call the Lambda API\nopen the address itself, or call it from a page on "
        "localhost");
  }
  return std::nullopt;
}

std::optional<std::string> refuse_foreign_page(const LocalAccess& access, const AccessClaims& claims) {
  const bool other_site = claims.fetch_site == "cross-site";
  if (!claims.origin && !other_site) return std::nullopt;
  // A page can only be of our site without being this machine's where we are called by a name that was allowed.
  const bool by_name = claims.host && !host_of(*claims.host).loopback;
  if (by_name && (claims.fetch_site == "same-origin" || claims.fetch_site == "same-site")) return std::nullopt;
  const auto page = page_origin(claims);
  if (may_call(access, page.value_or("null"))) return std::nullopt;
  if (!claims.origin && follows_link(claims)) return std::nullopt;
  if (!page)
    return std::string("a page of another site may not invoke functions\nif it may, serve with --allow-origin");
  return fmt::format("the page {0} may not invoke functions\nif it may, serve with --allow-origin {0}", quoted(*page));
}

std::optional<std::string_view> page_origin(const AccessClaims& claims) {
  if (claims.origin || !claims.referer) return claims.origin;
  const auto authority = authority_of(*claims.referer);
  if (!authority) return std::nullopt;
  return claims.referer->substr(
      0, static_cast<std::size_t>(authority->data() - claims.referer->data()) + authority->size());
}

bool is_origin(std::string_view text) {
  if (text == "*" || text == "null") return true;
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos || scheme == 0) return false;
  const std::string_view authority = text.substr(scheme + 3);
  // Of other schemes (chrome-extension://, capacitor://) anything without a path.
  if (!authority_of(text)) return !authority.empty() && authority.find_first_of("/?# ") == std::string_view::npos;
  return authority_of(text) == authority && host_of(authority).kind != HostKind::Malformed;
}

std::string cors_lines(std::string_view origin) {
  return fmt::format(
      "Access-Control-Allow-Origin: {}\r\nVary: Origin\r\n"
      "Access-Control-Expose-Headers: x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date,x-amz-log-result,"
      "x-amz-function-error,x-amz-executed-version,x-amzn-trace-id\r\n",
      origin);
}

std::string preflight_lines(std::string_view origin, std::string_view requested_headers) {
  std::string lines = cors_lines(origin) +
                      "Access-Control-Allow-Methods: GET,POST,PUT,DELETE,PATCH\r\nAccess-Control-Max-Age: 172800\r\n";
  if (!requested_headers.empty()) lines += fmt::format("Access-Control-Allow-Headers: {}\r\n", requested_headers);
  return lines;
}

}  // namespace lambdalocal
