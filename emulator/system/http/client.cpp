#include "emulator/system/http/client.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <memory>
#include <optional>

#include "emulator/system/http/stream.h"

namespace lambdalocal::system {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

Error failed(std::string message) { return {ErrorKind::System, std::move(message)}; }

struct Address {
  bool is_https = false;
  std::string authority;  // as in the Host header
  std::string host;
  std::string port;
  std::string path;
};

std::optional<Address> parse_address(std::string_view url) {
  Address address;
  address.is_https = url.starts_with("https://");
  if (!address.is_https && !url.starts_with("http://")) return std::nullopt;
  url.remove_prefix(address.is_https ? 8 : 7);
  const bool is_clean = std::none_of(url.begin(), url.end(), [](char byte) { return byte <= ' ' || byte == 0x7f; });
  const std::size_t path = std::min(url.find_first_of("/?#"), url.size());
  const std::string_view authority = url.substr(0, path);
  if (!is_clean || authority.empty() || authority.find('@') != std::string_view::npos) return std::nullopt;
  address.authority = authority;
  const std::string_view target = url.substr(path, url.find('#', path) - path);
  address.path = target.starts_with('/') ? std::string(target) : "/" + std::string(target);
  const std::size_t bracket = authority.find(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const std::string_view host = authority.substr(0, colon);
  address.host = host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
  address.port = colon == std::string_view::npos ? address.is_https ? "443" : "80" : authority.substr(colon + 1);
  return address.host.empty() || address.port.empty() ? std::nullopt : std::optional(address);
}

Result<Fd> connect_to(const Address& address, Deadline deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (const int problem = ::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &list); problem != 0) {
    return failed(::gai_strerror(problem));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  Error last = failed("no address");
  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    Fd socket(::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, one->ai_protocol));
    if (!socket) continue;
    if (::connect(socket.get(), one->ai_addr, one->ai_addrlen) != 0 && errno != EINPROGRESS) {
      last = errno_error("connect");
      continue;
    }
    if (auto ready = wait_for(socket.get(), Awaited::Writable, deadline); !ready) return std::move(ready).error();
    int problem = 0;
    socklen_t size = sizeof problem;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &problem, &size);
    if (problem == 0) return socket;
    errno = problem;
    last = errno_error("connect");
  }
  return last;
}

// The value of a header in the head of an answer, names compared without case.
std::optional<std::string> header_of(std::string_view head, std::string_view name) {
  const auto lower = [](char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte; };
  for (std::size_t start = head.find("\r\n"); start != std::string_view::npos; start = head.find("\r\n", start + 2)) {
    const std::string_view line = head.substr(start + 2, head.find("\r\n", start + 2) - start - 2);
    const std::size_t colon = line.find(':');
    if (colon != name.size()) continue;
    if (!std::equal(name.begin(), name.end(), line.begin(), [&](char a, char b) { return lower(a) == lower(b); })) {
      continue;
    }
    const std::size_t value = line.find_first_not_of(" \t", colon + 1);
    return std::string(value == std::string_view::npos ? "" : line.substr(value));
  }
  return std::nullopt;
}

std::optional<std::size_t> number_of(std::string_view text, int base) {
  std::size_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return fault != std::errc() || end == text.data() ? std::nullopt : std::optional(number);
}

// A chunked body put together; none when it is not complete.
std::optional<std::string> join_chunks(std::string_view chunks) {
  std::string body;
  for (;;) {
    const std::size_t line = chunks.find("\r\n");
    const auto size = line == std::string_view::npos ? std::nullopt : number_of(chunks.substr(0, line), 16);
    if (!size) return std::nullopt;
    if (*size == 0) return body;
    chunks.remove_prefix(line + 2);
    if (*size > chunks.size() || chunks.size() - *size < 2) return std::nullopt;
    body += chunks.substr(0, *size);
    chunks.remove_prefix(*size + 2);
  }
}

// Asked for with "Connection: close", an answer ends with its connection.
Result<std::string> body_of(std::string_view answer) {
  const std::size_t end = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.") || end == std::string_view::npos || end < 12) return failed("this is no HTTP");
  const std::string_view head = answer.substr(0, end);
  if (head.substr(9, 3) != "200") return failed(fmt::format("answered with status {}", head.substr(9, 3)));
  const std::string_view body = answer.substr(end + 4);
  if (header_of(head, "Transfer-Encoding")) {
    if (auto joined = join_chunks(body)) return *std::move(joined);
    return failed("the answer broke off");
  }
  const auto length = header_of(head, "Content-Length");
  if (!length) return std::string(body);
  const auto size = number_of(*length, 10);
  if (!size || body.size() < *size) return failed("the answer broke off");
  return std::string(body.substr(0, *size));
}

Result<std::string> get(const std::string& url, const HttpGetOptions& options) {
  const auto address = parse_address(url);
  if (!address) return failed("this is no http:// or https:// address");
  const Deadline deadline = std::chrono::steady_clock::now() + options.timeout;
  TRY(socket, connect_to(*address, deadline));
  TRY(stream, address->is_https ? HttpStream::over_tls(std::move(socket), address->host, deadline)
                                : HttpStream::plain(std::move(socket)));
  TRY_VOID(stream->write(fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: lambdalocal\r\nAccept: "
                                     "application/json\r\nConnection: close\r\n\r\n",
                                     address->path, address->authority),
                         deadline));
  std::string answer;
  for (;;) {
    TRY(more, stream->read(answer, deadline));
    if (!more) break;
    if (answer.size() > options.max_bytes) return failed(fmt::format("answered with over {} bytes", options.max_bytes));
  }
  return body_of(answer);
}

}  // namespace

Result<std::string> http_get(const std::string& url, HttpGetOptions options) {
  auto body = get(url, options);
  if (!body) return std::move(body).error().wrap(url);
  return body;
}

}  // namespace lambdalocal::system
