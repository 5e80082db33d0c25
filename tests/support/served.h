// An HTTP server of ours under test, and the loop it runs on.
#pragma once

#include <utility>
//
#include <boost/asio/io_context.hpp>
#include <chrono>

#include "emulator/system/http/server.h"

namespace lambdalocal::test {

struct Served {
  explicit Served(system::HttpHandler handler, system::HttpServerOptions options = {})
      : server(system::HttpServer::listen(loop.get_executor(), std::move(options), std::move(handler)).value()) {}
  ~Served() {
    server.close();
    loop.restart();
    loop.poll();
  }

  // Runs the loop until `holds`, or not.
  template <typename Condition>
  bool run_until(const Condition& holds, std::chrono::milliseconds patience = std::chrono::seconds(5)) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!holds() && std::chrono::steady_clock::now() < end) {
      loop.restart();
      loop.run_one_for(std::chrono::milliseconds(1));
    }
    return holds();
  }

  boost::asio::io_context loop;
  system::HttpServer server;
};

}  // namespace lambdalocal::test
