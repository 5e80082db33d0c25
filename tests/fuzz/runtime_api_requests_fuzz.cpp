// Any bytes a runtime may send to the Runtime API: no crash, no hang, and a later well-formed request is still answered.
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "emulator/runtime_api/server.h"
#include "tests/support/raw_http_client.h"

namespace {

using namespace lambdalocal;

struct Ignored : runtime_api::Observer {
  void runtime_ready() override {}
  void init_failed(runtime_api::Posted) override {}
  void responded(runtime_api::Posted) override {}
  void failed(runtime_api::Posted) override {}
  void response_too_large() override {}
  void invalid_response_mode() override {}
  void stream_began(std::string_view) override {}
  boost::asio::awaitable<void> stream_piece(std::string_view) override { co_return; }
};

Invocation invocation() {
  Invocation result;
  result.request_id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
  result.event = std::make_shared<const std::string>("{}");
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  boost::asio::io_context loop;
  Ignored observer;
  const auto server = runtime_api::Server::listen(loop.get_executor(), observer).value();
  const auto port = static_cast<std::uint16_t>(std::stoi(server->address().substr(server->address().find(':') + 1)));
  server->offer(invocation(), std::chrono::system_clock::time_point{});
  {
    test::RawHttpClient hostile(loop, port);
    hostile.send({reinterpret_cast<const char*>(data), size});
    hostile.shut_down_sending();
    if (!hostile.closed_by_peer() && !hostile.answered()) std::abort();
  }
  test::RawHttpClient honest(loop, port);
  if (honest.request("GET", "/2018-06-01/ping").body != "pong") std::abort();
  server->close();
  loop.poll();
  return 0;
}
