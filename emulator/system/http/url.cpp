#include "emulator/system/http/url.h"

#include <algorithm>

#include "core/text/ascii.h"

namespace lambdalocal::system {
namespace {

bool is_port(std::string_view text) {
  constexpr std::size_t kMostDigits = 5;
  const bool digits = std::all_of(text.begin(), text.end(), is_digit);
  return !text.empty() && text.size() <= kMostDigits && digits && std::stoi(std::string(text)) <= 65535;
}

}  // namespace

std::optional<HttpUrl> parse_http_url(std::string_view text) {
  HttpUrl url;
  url.is_https = text.starts_with("https://");
  if (!url.is_https && !text.starts_with("http://")) return std::nullopt;
  text.remove_prefix(url.is_https ? 8 : 7);
  const bool is_clean = std::none_of(text.begin(), text.end(), [](char byte) { return byte <= ' ' || byte == 0x7f; });
  const std::size_t path = std::min(text.find_first_of("/?#"), text.size());
  const std::string_view authority = text.substr(0, path);
  if (!is_clean || authority.find('@') != std::string_view::npos) return std::nullopt;
  url.authority = authority;
  const std::string_view target = text.substr(path, text.find('#', path) - path);
  url.target = target.starts_with('/') ? std::string(target) : "/" + std::string(target);

  const bool in_brackets = authority.starts_with('[');
  const std::size_t host_end = in_brackets ? authority.find(']') : authority.find(':');
  if (in_brackets && host_end == std::string_view::npos) return std::nullopt;
  url.host = in_brackets ? authority.substr(1, host_end - 1) : authority.substr(0, host_end);
  const std::string_view after =
      host_end == std::string_view::npos ? "" : authority.substr(host_end + (in_brackets ? 1 : 0));
  url.port = after.empty() ? url.is_https ? "443" : "80" : after.substr(1);
  const bool may_be_host = !url.host.empty() && url.host.find_first_of("[]\\%") == std::string::npos;
  if (!may_be_host || (!after.empty() && !after.starts_with(':')) || !is_port(url.port)) return std::nullopt;
  return url;
}

}  // namespace lambdalocal::system
