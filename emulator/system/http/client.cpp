// A request goes: look up the host (and read the certificates, for https) off the loop; connect; handshake; write the request;
// feed what comes to HttpResponseParser until the answer is whole. Beast's stream holds each step to the deadline.
#include "emulator/system/http/client.h"

#include <fmt/format.h>
#include <netdb.h>

#include <algorithm>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>
#include <optional>
#include <variant>

#include "emulator/system/http/connecting.h"
#include "emulator/system/http/response_parser.h"
#include "emulator/system/http/url.h"
#include "emulator/system/own_thread.h"

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

namespace lambdalocal::system {
namespace {

using Deadline = std::chrono::steady_clock::time_point;
using PlainStream = beast::tcp_stream;
using TlsStream = asio::ssl::stream<beast::tcp_stream>;

constexpr int kInterimAnswers = 8;

using Outcome = std::variant<HttpClientAnswer, HttpClientFailure>;
using Failed = std::optional<HttpClientFailure>;

HttpClientFailure failed(std::string message) { return {HttpFault::NoAnswer, std::move(message)}; }
HttpClientFailure too_late() { return {HttpFault::TooLate, "no answer in time"}; }

HttpClientFailure failed(std::string_view doing, const boost::system::error_code& problem) {
  if (problem == beast::error::timeout) return too_late();
  return failed(fmt::format("{}: {}", doing, problem.message()));
}

// What is needed before the first byte leaves, and may take its time.
struct Preparation {
  std::vector<tcp::endpoint> addresses;
  Failed fault;
  std::unique_ptr<asio::ssl::context> certificates;
};

// Blocks.
Preparation prepare(const HttpUrl& url) {
  Preparation preparation;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  if (const int problem = ::getaddrinfo(url.host.c_str(), url.port.c_str(), &hints, &list); problem != 0) {
    preparation.fault = {HttpFault::NoHost, ::gai_strerror(problem)};
    return preparation;
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(list, &::freeaddrinfo);
  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    tcp::endpoint address;
    if (one->ai_addrlen > address.capacity()) continue;
    std::copy_n(reinterpret_cast<const char*>(one->ai_addr), one->ai_addrlen, reinterpret_cast<char*>(address.data()));
    address.resize(one->ai_addrlen);
    preparation.addresses.push_back(address);
  }
  if (url.is_https) {
    preparation.certificates = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
    preparation.certificates->set_verify_mode(asio::ssl::verify_peer);
    boost::system::error_code problem;
    preparation.certificates->set_default_verify_paths(problem);
    if (problem) preparation.fault = failed("the certificates of the system", problem);
  }
  return preparation;
}

// Whom the certificate must be for.
bool expect_host(SSL* connection, const std::string& host) {
  boost::system::error_code is_name;
  asio::ip::make_address(host, is_name);
  if (!is_name) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host.c_str()) == 1;
  return SSL_set1_host(connection, host.c_str()) == 1 && SSL_set_tlsext_host_name(connection, host.c_str()) == 1;
}

asio::awaitable<Failed> shake_hands(TlsStream& stream, const std::string& host) {
  if (!expect_host(stream.native_handle(), host))
    co_return failed("TLS: the host's name cannot be one of a certificate");
  boost::system::error_code problem;
  co_await stream.async_handshake(asio::ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, problem));
  if (!problem) co_return std::nullopt;
  const long verified = SSL_get_verify_result(stream.native_handle());
  if (verified == X509_V_OK || problem == beast::error::timeout) co_return failed("TLS handshake", problem);
  co_return failed(
      fmt::format("TLS handshake: its certificate is not accepted: {}\nset SSL_CERT_FILE to the certificate "
                  "of its authority",
                  X509_verify_cert_error_string(verified)));
}

HttpClientAnswer answer_of(HttpResponseParser& parser) {
  return {parser.status(), std::move(parser.headers()), std::move(parser.body())};
}

std::string bytes_of(HttpClientRequest request, const HttpUrl& url) {
  std::string bytes = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n", request.method, url.target, url.authority);
  for (const auto& [name, value] : request.headers) bytes.append(name).append(": ").append(value).append("\r\n");
  const bool tells_length =
      !request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (tells_length) bytes += fmt::format("Content-Length: {}\r\n", request.body.size());
  return bytes.append("Connection: close\r\n\r\n").append(request.body);
}

// A server may answer before it has read all, and close: then its answer counts.
template <typename Stream>
asio::awaitable<Outcome> converse(Stream& stream, HttpClientRequest request, const HttpUrl& url,
                                  std::size_t max_bytes) {
  const bool is_head = request.method == "HEAD";
  const std::string bytes = bytes_of(std::move(request), url);
  boost::system::error_code problem, not_sent;
  co_await asio::async_write(stream, asio::buffer(bytes), asio::redirect_error(asio::use_awaitable, not_sent));
  if (not_sent == beast::error::timeout) co_return too_late();
  std::optional<HttpResponseParser> answer(std::in_place, max_bytes);
  if (is_head) answer->expect_no_body();
  std::string unread;
  std::vector<char> block(16 * 1024);
  for (int interim = 0;;) {
    std::size_t taken = 0;
    const auto progress = answer->put(unread, taken);
    unread.erase(0, taken);
    if (progress == HttpResponseParser::Progress::Refused) {
      if (answer->is_too_large()) {
        co_return HttpClientFailure{HttpFault::TooLarge, fmt::format("answered with over {} bytes", max_bytes)};
      }
      co_return failed("this is no HTTP");
    }
    if (answer->is_done() && !answer->is_interim()) co_return answer_of(*answer);
    if (answer->is_done()) {
      if (++interim > kInterimAnswers) co_return failed("answered with nothing but interim answers");
      answer.emplace(max_bytes);
      if (is_head) answer->expect_no_body();
      continue;
    }
    if (progress == HttpResponseParser::Progress::More && !unread.empty()) continue;
    const std::size_t size =
        co_await stream.async_read_some(asio::buffer(block), asio::redirect_error(asio::use_awaitable, problem));
    unread.append(block.data(), size);
    if (!problem) continue;
    if (not_sent) co_return failed("send", not_sent);
    if (problem != asio::error::eof) co_return failed("receive", problem);
    if (answer->status() == 0) co_return failed("this is no HTTP");
    if (!answer->put_end()) co_return failed("the answer broke off");
    co_return answer_of(*answer);
  }
}

}  // namespace

asio::awaitable<Outcome> http_request(HttpClientRequest request, HttpClientLimits limits) {
  const auto url = parse_http_url(request.url);
  if (!url) co_return HttpClientFailure{HttpFault::BadAddress, "this is no http:// or https:// address"};
  const Deadline deadline = std::chrono::steady_clock::now() + limits.timeout;
  const auto executor = co_await asio::this_coro::executor;
  std::function<Preparation()> work = [url = *url] { return prepare(url); };
  auto prepared = co_await run_on_own_thread(executor, std::move(work), deadline);
  if (!prepared) co_return HttpClientFailure{HttpFault::TooLate, "look up the host: no answer in time"};
  if (prepared->fault) co_return *std::move(prepared->fault);
  auto connected = co_await connect_to_one_of(std::move(prepared->addresses), deadline);
  if (!connected) {
    const bool late = std::chrono::steady_clock::now() >= deadline;
    co_return HttpClientFailure{late ? HttpFault::TooLate : HttpFault::NoAnswer, std::move(connected).error().message};
  }
  if (request.connected) {
    boost::system::error_code unknown;
    const auto endpoint = connected->local_endpoint(unknown);
    request.connected(fmt::format("{}:{}", endpoint.address().to_string(), endpoint.port()));
  }
  if (!url->is_https) {
    PlainStream stream(*std::move(connected));
    stream.expires_at(deadline);
    co_return co_await converse(stream, std::move(request), *url, limits.max_bytes);
  }
  TlsStream stream(beast::tcp_stream(*std::move(connected)), *prepared->certificates);
  stream.next_layer().expires_at(deadline);
  const auto refused = co_await shake_hands(stream, url->host);
  if (refused) co_return *refused;
  co_return co_await converse(stream, std::move(request), *url, limits.max_bytes);
}

asio::awaitable<Result<std::string>> http_get(std::string url, HttpGetOptions options) {
  HttpClientRequest request;
  request.url = url;
  request.headers = {{"User-Agent", "lambdalocal"}, {"Accept", "application/json"}};
  auto outcome = co_await http_request(std::move(request), options);
  const auto refused = [&url](std::string message) { return Error{ErrorKind::System, std::move(message)}.wrap(url); };
  if (auto* failure = std::get_if<HttpClientFailure>(&outcome)) co_return refused(std::move(failure->message));
  auto& answer = std::get<HttpClientAnswer>(outcome);
  if (answer.status == 200) co_return std::move(answer.body);
  const bool redirects = answer.status >= 300 && answer.status < 400 && answer.status != 304;
  co_return refused(
      fmt::format("answered with status {}{}", answer.status, redirects ? ", a redirect, which is not followed" : ""));
}

}  // namespace lambdalocal::system
