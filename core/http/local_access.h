// Who may talk to a service of ours on this machine. A page in the browser reaches loopback ports too: by a DNS name of its
// own that it lets point to 127.0.0.1 (DNS rebinding; the browser takes the answers for the page's own), and across sites,
// where it cannot read the answer but the function has run. Hence three rules:
//
// - refuse_host, at every door: the Host, and the authority of an absolute target, must be a loopback name or address
//   (localhost, *.localhost, 127.0.0.0/8, [::1]), an address we serve on, or a name the person has allowed. Spellings
//   that only some programs take for loopback (127.1, 2130706433, 0x7f000001, %6cocalhost) are refused.
// - refuse_page, at the Lambda API: a request with an Origin comes from a page, which must be a loopback one or an allowed
//   one; without Origin, Sec-Fetch-Site must not tell of another site.
// - refuse_foreign_page, at the HTTP front ends, which pages are made to call. Let in is a page of this machine, of the
//   site it calls, or of an allowed origin; what the API's own CORS configuration lets in is not asked about here. All
//   else that a page sends is refused, since a plain POST, or the GET of an image, runs the function before the browser
//   asks anybody. The page is that of Origin, without one that of Referer, where Sec-Fetch-Site tells of another site. A
//   link that a person followed to a page of its own (GET, with Sec-Fetch-User) is let in: so an OAuth provider sends its
//   users back. What cannot be told: a browser from before 2023 sends neither header with a GET of another site.
//
// A page served on this machine (http://localhost:5173) may use an AWS SDK on the Lambda API: its origin is trusted, so it
// gets the CORS headers that AWS's own endpoints send, and answers to preflights (cors_lines, preflight_lines).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lambdalocal {

struct LocalAccess {
  std::vector<std::string> hosts;  // allowed too: "api.example.com", "*.example.com" (not example.com), "192.168.1.5"
  bool any_address = false;        // we serve on 0.0.0.0 or [::]: every IP address may be ours, and none can be rebound
  std::vector<std::string> origins;  // of pages that may call us: "https://app.example.com", "null", "*" for any
};

// What a request tells of where it comes from and where it thinks it goes.
struct AccessClaims {
  std::string_view target;                     // as in the request line
  std::optional<std::string_view> host;        // Host; absent only in HTTP/1.0, which no browser speaks
  std::optional<std::string_view> origin;      // Origin
  std::optional<std::string_view> fetch_site;  // Sec-Fetch-Site

  // For refuse_foreign_page.
  std::string_view method = "GET";
  std::optional<std::string_view> referer = {};
  std::optional<std::string_view> fetch_mode = {}, fetch_dest = {}, fetch_user = {};  // Sec-Fetch-...
};

// The text of a 403, which tells how to allow it; none: go on.
std::optional<std::string> refuse_host(const LocalAccess& access, const AccessClaims& claims);
std::optional<std::string> refuse_page(const LocalAccess& access, const AccessClaims& claims);
std::optional<std::string> refuse_foreign_page(const LocalAccess& access, const AccessClaims& claims);

// The origin of the page that a request comes from: Origin, without one that of Referer; none: no page is told of.
std::optional<std::string_view> page_origin(const AccessClaims& claims);

// Whether a person may allow the origin: "https://app.example.com", "http://localhost:5173", "null", "*".
bool is_origin(std::string_view text);

// Whether "name", "name:port", "127.0.0.1:3001", "[::1]:3001" is this machine.
bool is_loopback_host(std::string_view host);

// Header lines of every answer of the Lambda API to a page that was not refused, and of its answer to a preflight (OPTIONS
// with Origin and Access-Control-Request-Method).
std::string cors_lines(std::string_view origin);
std::string preflight_lines(std::string_view origin, std::string_view requested_headers);

}  // namespace lambdalocal
