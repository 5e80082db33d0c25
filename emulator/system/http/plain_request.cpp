#include "emulator/system/http/plain_request.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "core/text/ascii.h"
#include "emulator/system/http/url.h"

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace lambdalocal::system {
namespace {

constexpr std::uint64_t kMostBytes = 64ULL * 1024 * 1024;

http::request<http::string_body> request_of(const PlainRequest& request, const HttpUrl& url) {
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(request.method);
  const std::string stage = url.target == "/" ? "" : url.target;
  message.target(stage + request.path);
  message.set(http::field::host, url.host + ":" + url.port);
  message.set(http::field::connection, "close");
  for (const auto& [name, value] : request.headers) message.insert(name, value);
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

PlainAnswer answer_of(http::response<http::string_body> message) {
  PlainAnswer answer;
  answer.status = static_cast<int>(message.result_int());
  for (const auto& field : message) {
    std::string& value =
        answer.headers[lower_case(std::string_view(field.name_string().data(), field.name_string().size()))];
    if (!value.empty()) value += ", ";
    value.append(field.value().data(), field.value().size());
  }
  answer.body = std::move(message.body());
  return answer;
}

Error failed(const std::string& url, const boost::system::error_code& problem) {
  return {ErrorKind::System,
          problem == beast::error::timeout ? url + ": no answer in time" : url + ": " + problem.message()};
}

}  // namespace

asio::awaitable<Result<PlainAnswer>> plain_request(std::string url, PlainRequest request,
                                                   std::chrono::milliseconds limit) {
  const auto parsed = parse_http_url(url);
  if (!parsed) co_return Error{ErrorKind::System, url + ": no address"};
  const HttpUrl& place = *parsed;
  boost::system::error_code problem;
  beast::tcp_stream stream(co_await asio::this_coro::executor);
  stream.expires_after(limit);
  const auto address = asio::ip::make_address(place.host, problem);
  if (problem) co_return failed(url, problem);
  co_await stream.async_connect({address, static_cast<std::uint16_t>(std::stoi(place.port))},
                                asio::redirect_error(asio::use_awaitable, problem));
  if (problem) co_return failed(url, problem);
  const auto message = request_of(request, place);
  co_await http::async_write(stream, message, asio::redirect_error(asio::use_awaitable, problem));
  if (problem) co_return failed(url, problem);
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMostBytes);
  if (request.method == "HEAD") parser.skip(true);
  co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, problem));
  if (problem) co_return failed(url, problem);
  co_return answer_of(parser.release());
}

}  // namespace lambdalocal::system
