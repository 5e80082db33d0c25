#include "tests/support/http_client.h"

#include <httplib.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include "tests/support/catch.h"

namespace lambdalocal::test {
namespace {

httplib::Request request_of(std::string_view method, std::string_view target, std::string_view headers,
                            std::string_view body) {
  httplib::Request request;
  request.method = method;
  request.path = target;
  request.body = body;
  while (!headers.empty()) {
    const std::string_view line = headers.substr(0, headers.find("\r\n"));
    const std::size_t colon = line.find(':');
    REQUIRE(colon != std::string_view::npos);
    const std::size_t value = std::min(line.find_first_not_of(' ', colon + 1), line.size());
    request.headers.emplace(std::string(line.substr(0, colon)), std::string(line.substr(value)));
    headers.remove_prefix(std::min(line.size() + 2, headers.size()));
  }
  if (!request.has_header("Host")) request.headers.emplace("Host", "localhost");
  return request;
}

RawAnswer answer_of(const httplib::Response& response) {
  RawAnswer answer;
  answer.status = response.status;
  answer.head = response.version + " " + std::to_string(response.status) + " " + response.reason + "\r\n";
  for (const auto& [name, value] : response.headers) answer.head += name + ": " + value + "\r\n";
  answer.body = response.body;
  return answer;
}

}  // namespace

RawAnswer http_request(boost::asio::io_context& loop, std::uint16_t port, std::string_view method,
                       std::string_view target, std::string_view headers, std::string_view body) {
  httplib::Client client("127.0.0.1", port);
  client.set_url_encode(false);  // the target goes as it is written
  client.set_decompress(false);
  client.set_read_timeout(std::chrono::seconds(5));
  httplib::Request request = request_of(method, target, headers, body);
  std::optional<httplib::Result> result;
  std::atomic<bool> done = false;
  {
    const std::jthread thread([&] {
      result.emplace(client.send(request));
      done = true;
    });
    while (!done) {
      loop.restart();
      loop.run_one_for(std::chrono::milliseconds(1));
    }
  }
  if (!*result) FAIL("no answer: " << httplib::to_string(result->error()));
  return answer_of(**result);
}

}  // namespace lambdalocal::test
