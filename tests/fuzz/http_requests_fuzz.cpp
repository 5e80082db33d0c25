// Any bytes a stranger may send to a port of ours, in pieces of any size: no crash, no hang, no answer that its sender did
// not ask for, and others are served on. The first byte is the size of the pieces (0: all at once).
#include <utility>
//
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "emulator/system/http/server.h"
#include "tests/support/raw_http_client.h"

namespace {

using namespace lambdalocal;

constexpr std::size_t kLargest = 100'000;  // of a body; one that long is read in another way than a short one

boost::asio::awaitable<void> answer(system::HttpExchange& exchange) {
  if (exchange.method().empty() || exchange.target().empty()) std::abort();
  for (const auto& [name, value] : exchange.headers()) {
    if (name.empty() || value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) std::abort();
  }
  std::string body;
  const auto end = co_await exchange.read_body(body, kLargest);
  if (end == system::HttpExchange::BodyEnd::Truncated) co_return;
  if (body.size() > kLargest) std::abort();
  if (exchange.method() != "PUT") co_return exchange.respond(200, "", std::string_view("ok"));
  exchange.begin(200, "");
  co_await exchange.write(body);
  co_await exchange.end();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  boost::asio::io_context loop;
  system::HttpServerOptions options;
  options.header_bytes = 4096;
  auto server = system::HttpServer::listen(loop.get_executor(), options, &answer).value();
  {
    test::RawHttpClient hostile(loop, server.port());
    std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const std::size_t piece = data[0] == 0 ? size : data[0];
    while (!bytes.empty()) {
      hostile.send(bytes.substr(0, piece));
      bytes.remove_prefix(std::min(piece, bytes.size()));
      loop.restart();
      loop.poll();
    }
    hostile.shut_down_sending();
    if (!hostile.closed_by_peer()) std::abort();
  }
  test::RawHttpClient honest(loop, server.port());
  if (honest.request("GET", "/").body != "ok") std::abort();
  server.close();
  loop.restart();
  loop.poll();
  if (server.connection_count() != 0) std::abort();
  return 0;
}
