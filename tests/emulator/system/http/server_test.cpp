#include "emulator/system/http/server.h"

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <functional>

#include "emulator/system/wakeup.h"
#include "tests/support/catch.h"
#include "tests/support/raw_http_client.h"
#include "tests/support/served.h"

namespace asio = boost::asio;
using namespace lambdalocal;
using system::HttpExchange;
using test::RawHttpClient;
using test::Served;

namespace {

using Handler = asio::awaitable<void> (*)(HttpExchange&);

asio::awaitable<void> stream_three_pieces(HttpExchange& exchange) {
  exchange.begin(200, "Content-Type: text/plain\r\n");
  for (const std::string_view piece : {"one", "two", "three"}) {
    const bool taken = co_await exchange.write(piece);
    if (!taken) co_return;
  }
  co_await exchange.end();
}

asio::awaitable<void> answer_hello(HttpExchange& exchange) {
  exchange.respond(200, "Content-Type: text/plain\r\n", std::string_view("hello"));
  co_return;
}

asio::awaitable<void> cut_after_one_piece(HttpExchange& exchange) {
  exchange.begin(200, "");
  co_await exchange.write("one");
  exchange.abort();
}

asio::awaitable<void> forget_to_end(HttpExchange& exchange) {
  exchange.begin(200, "");
  co_await exchange.write("one");
}

}  // namespace

TEST_CASE("a streamed answer comes in chunks, and the connection goes on") {
  Served served(&stream_three_pieces);
  RawHttpClient client(served.loop, served.server.port());
  for (int round = 0; round < 2; ++round) {
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(client.receive_until("0\r\n\r\n") ==
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
          "3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n");
  }
}

TEST_CASE("a streamed answer to an HTTP/1.0 client has no chunks and ends with the connection") {
  Served served(&stream_three_pieces);
  RawHttpClient client(served.loop, served.server.port());
  client.send("GET / HTTP/1.0\r\n\r\n");
  CHECK(client.receive_all() == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nonetwothree");
}

TEST_CASE("a streamed answer to HEAD has a head only") {
  Served served(&stream_three_pieces);
  RawHttpClient client(served.loop, served.server.port());
  client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  CHECK(client.receive_all() ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
}

TEST_CASE("a whole answer to HEAD tells the length of the body it leaves out") {
  Served served(&answer_hello);
  RawHttpClient client(served.loop, served.server.port());
  client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  CHECK(client.receive_all() ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: 5\r\n\r\n");
}

TEST_CASE("an HTTP/1.0 client that asks to keep the connection is told that it is kept") {
  Served served(&answer_hello);
  RawHttpClient client(served.loop, served.server.port());
  for (int round = 0; round < 2; ++round) {
    client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    const auto answer = client.receive();
    CHECK(answer.header("Connection") == "keep-alive");
    CHECK(answer.body == "hello");
  }
}

TEST_CASE("an answer without content has neither length nor chunks") {
  Served served([](HttpExchange& exchange) -> asio::awaitable<void> {
    if (exchange.target() == "/whole") {
      exchange.respond(204, "", std::string_view("never sent"));
    } else {
      exchange.begin(204, "");
      co_await exchange.write("never sent");
      co_await exchange.end();
    }
  });
  RawHttpClient client(served.loop, served.server.port());
  client.send("GET /whole HTTP/1.1\r\nHost: a\r\n\r\nGET /streamed HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(client.receive_all() == "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
}

TEST_CASE("an answer that is cut lacks its last chunk") {
  Served served(GENERATE(Handler(&cut_after_one_piece), Handler(&forget_to_end)));
  RawHttpClient client(served.loop, served.server.port());
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.receive_all() == "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
  CHECK_FALSE(client.was_reset());
}

TEST_CASE("an answer to HTTP/1.0 that is cut ends in a reset") {
  Served served(&cut_after_one_piece);
  RawHttpClient client(served.loop, served.server.port());
  client.send("GET / HTTP/1.0\r\n\r\n");
  CHECK(client.closed_by_peer());
  CHECK(client.was_reset());
}

TEST_CASE("a handler that does not answer ends the connection") {
  Served served([](HttpExchange&) -> asio::awaitable<void> { co_return; });
  RawHttpClient client(served.loop, served.server.port());
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(client.receive_all().empty());
}

TEST_CASE("a client that does not read holds the writer, and gets every byte in the end") {
  std::size_t written = 0;
  const std::string piece(100'000, 'x');
  Served served([&](HttpExchange& exchange) -> asio::awaitable<void> {
    exchange.begin(200, "");
    for (int i = 0; i < 300; ++i) {
      const bool taken = co_await exchange.write(piece);
      if (!taken) co_return;
      written += piece.size();
    }
    co_await exchange.end();
  });
  RawHttpClient client(served.loop, served.server.port());
  client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  for (int turn = 0; turn < 50; ++turn) {
    served.loop.restart();
    served.loop.poll();
  }
  CHECK(written > 0);
  CHECK(written < 300 * piece.size());
  const std::string answer = client.receive_until("\r\n0\r\n\r\n");
  CHECK(written == 300 * piece.size());
  CHECK(answer.size() > 300 * (piece.size() + 9));
}

TEST_CASE("a client that leaves during a stream is noticed by the writer") {
  bool noticed = false;
  system::Wakeup go_on;
  Served served([&](HttpExchange& exchange) -> asio::awaitable<void> {
    exchange.begin(200, "");
    for (;;) {
      const bool taken = co_await exchange.write("piece");
      if (!taken) break;
      co_await go_on.wait();
    }
    noticed = exchange.peer_gone();
  });
  {
    RawHttpClient client(served.loop, served.server.port());
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.receive_until("piece");
  }
  CHECK(served.run_until([&] {
    go_on.notify();
    return noticed;
  }));
}

TEST_CASE("a handler that waits is told that its client left") {
  system::Wakeup left;
  bool noticed = false;
  Served served([&](HttpExchange& exchange) -> asio::awaitable<void> {
    exchange.begin(200, "");
    co_await exchange.write("piece");
    exchange.on_peer_gone([&] { left.notify(); });
    co_await left.wait();
    noticed = exchange.peer_gone();
  });
  SECTION("by a reset") {
    RawHttpClient client(served.loop, served.server.port());
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.receive_until("piece");
    client.reset();
  }
  SECTION("by the server's own close") {
    RawHttpClient client(served.loop, served.server.port());
    client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    client.receive_until("piece");
    served.server.close_connections();
  }
  CHECK(served.run_until([&] { return noticed; }));
}

TEST_CASE("watching the client takes nothing of its next request") {
  system::Wakeup go_on;
  int left = 0;
  Served served([&](HttpExchange& exchange) -> asio::awaitable<void> {
    exchange.begin(200, "");
    exchange.on_peer_gone([&] { ++left; });
    co_await exchange.write(exchange.target());
    if (exchange.target() == "/first") co_await go_on.wait();
    co_await exchange.end();
  });
  RawHttpClient client(served.loop, served.server.port());
  client.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n");
  client.receive_until("/first");
  client.send("GET /second HTTP/1.1\r\nHost: a\r\n\r\n");
  client.shut_down_sending();
  served.run_until([] { return false; }, std::chrono::milliseconds(20));
  CHECK(left == 0);
  go_on.notify();
  const std::string rest = client.receive_all();
  CHECK(rest.find("/second\r\n0\r\n\r\n") != std::string::npos);
  CHECK(left == 0);
}

TEST_CASE("what was pipelined is not served after close") {
  int requests = 0;
  system::Wakeup go_on;
  Served served([&](HttpExchange& exchange) -> asio::awaitable<void> {
    ++requests;
    co_await go_on.wait();
    exchange.respond(200, "", std::string_view());
  });
  RawHttpClient client(served.loop, served.server.port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(served.run_until([&] { return requests == 1; }));
  served.server.close();
  go_on.notify();
  served.run_until([&] { return served.server.connection_count() == 0; });
  CHECK(requests == 1);
}
