// Whatever a browser, or what is behind it, says of host and page: what is let in by default names this machine, and the
// text of a refusal cannot command a terminal. The input: a line each for Host, target, Origin, Referer, Sec-Fetch-Site.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/http/local_access.h"

using namespace lambdalocal;

namespace {

std::optional<std::string_view> take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line.empty() ? std::nullopt : std::optional(line);
}

void check(const std::optional<std::string>& refusal) {
  if (!refusal) return;
  const bool shown = std::all_of(refusal->begin(), refusal->end(), [](char byte) {
    return byte == '\n' || (static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7f);
  });
  if (!shown || refusal->size() > 2000) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view given(reinterpret_cast<const char*>(data), size);
  AccessClaims claims;
  claims.host = take_line(given);
  claims.target = take_line(given).value_or("/");
  claims.origin = take_line(given);
  claims.referer = take_line(given);
  claims.fetch_site = take_line(given);

  const auto by_host = refuse_host({}, claims);
  check(by_host);
  if (!by_host && claims.host && !is_loopback_host(*claims.host)) std::abort();

  const auto of_page = refuse_page({}, claims), of_foreign_page = refuse_foreign_page({}, claims);
  check(of_page);
  check(of_foreign_page);
  const auto page = page_origin(claims);
  // A page that may call was, by its origin, on this machine.
  const bool from_here =
      page && page->find("://") != std::string_view::npos && is_loopback_host(page->substr(page->find("://") + 3));
  if (claims.origin && !of_page && !from_here) std::abort();
  if (!by_host && claims.host && claims.origin && !of_foreign_page && !from_here) std::abort();

  LocalAccess access;
  access.hosts = {std::string(given), "*." + std::string(given)};
  access.origins = {std::string(given)};
  check(refuse_host(access, claims));
  check(refuse_foreign_page(access, claims));
  (void)is_origin(given);
  return 0;
}
