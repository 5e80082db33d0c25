// Clients that break HTTP, stall, or come in numbers: each gets a correct error, and the others are served on.
#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/system/files/fd.h"
#include "emulator/system/http/server.h"
#include "emulator/system/wakeup.h"
#include "tests/support/catch.h"
#include "tests/support/descriptor_limit.h"
#include "tests/support/raw_http_client.h"
#include "tests/support/served.h"

namespace asio = boost::asio;
using namespace lambdalocal;
using namespace std::chrono_literals;
using namespace std::string_literals;
using system::HttpExchange;
using test::RawHttpClient;
using test::Served;

namespace {

// Answers with what it understood.
asio::awaitable<void> echo(HttpExchange& exchange) {
  std::string body;
  const auto end = co_await exchange.read_body(body, 1'000'000);
  if (end == HttpExchange::BodyEnd::Truncated) co_return;
  exchange.respond(200, "", std::string(exchange.method()) + " " + std::string(exchange.target()) + " " + body);
}

system::HttpServerOptions with(system::HttpLimits limits) {
  system::HttpServerOptions options;
  options.limits = limits;
  return options;
}

constexpr std::string_view kGet = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

struct Refused {
  std::string request;
  int status;
  std::string text;
};

}  // namespace

TEST_CASE("a request that two readers could understand differently is refused, and nothing after it is served") {
  const auto refused = GENERATE(values<Refused>({
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400,
       "another header"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400,
       "another header"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400, "Content-Length"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", 400, "not a number"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc", 400, "no number"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400, "no number"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc", 400, "no number"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400, "no number"},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 18446744073709551617\r\n\r\na", 400, "no number"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501, "chunked"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501, "chunked"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 501, "chunked"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 501, "chunked"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n", 501, "chunked"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n", 501, "chunked"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\x0b"
       "chunked\r\n\r\n",
       400, "header value"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", 400,
       "Encoding"},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "HTTP/1.0"},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400, "header name"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", 400, "header name"},
      {"GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400, "header name"},
      {"GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400, "header name"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400, "continued"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\tc\r\n\r\n", 400, "continued"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n \r\n\r\n", 400, "continued"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX:\r\n \r\nY: z\r\n\r\n", 400, "continued"},
      {"GET / HTTP/1.1\nHost: a\n\n", 400, "HTTP/1.1"},
      {"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400, "header value"},
      {"GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400, "CR LF"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n"s, 400, "header value"},
      {"GET / HTTP/1.1\r\nHost: a\r\nX\0: bc\r\n\r\n"s, 400, "header name"},
      {"GET / HTTP/1.1\r\n\r\n", 400, "Host header is missing"},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "twice"},
      {"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400, "HTTP/1.1"},
      {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400, "percent-encoded"},
      {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 400, "HTTP/1.1"},
      {"GET /\r\nHost: a\r\n\r\n", 400, "percent-encoded"},
      {"\x16\x03\x01\x02", 400, "no HTTP"},
  }));
  INFO(refused.request);
  Served served(&echo);
  RawHttpClient client(served.loop, served.server.port());
  client.send(refused.request + std::string(kGet));
  const auto answer = client.receive();
  CHECK(answer.status == refused.status);
  CHECK(answer.body.find(refused.text) != std::string::npos);
  CHECK(answer.header("Connection") == "close");
  CHECK(answer.header("Content-Type") == "text/plain; charset=utf-8");
  CHECK(client.receive_all().empty());
  CHECK_FALSE(client.was_reset());
}

TEST_CASE("a body whose chunks are malformed is truncated, and nothing after it is served") {
  const auto [body, text] = GENERATE(table<std::string, std::string>({
      {"x\r\n", "chunk"},
      {"-1\r\nabc", "chunk"},
      {"\r\n\r\n\r\n", "chunk"},
      {" 3\r\nabc\r\n0\r\n\r\n", "chunk"},
      {"3 \r\nabc\r\n0\r\n\r\n", "extension"},
      {"0x3\r\nabc\r\n0\r\n\r\n", "extension"},
      {"3\nabc\n0\n\n", ""},
      {"3\r\nabcd\r\n0\r\n\r\n", "chunk"},
      {"3\r\nab\r\n0\r\n\r\n", "chunk"},
      {"3;a=\"\r\n\"\r\nabc\r\n0\r\n\r\n", "extension"},
      {"11111111111111111\r\nabc", "chunk"},
      {"0\r\nContent-Length: 4\r\n\r\n", "Content-Length"},
      {"0\r\nTransfer-Encoding: chunked\r\n\r\n", "Transfer-Encoding"},
      {"0\r\nX : a\r\n\r\n", "header name"},
      {"0\r\nX: a\r\n b\r\n\r\n", "continued"},
  }));
  INFO(body);
  Served served(&echo);
  RawHttpClient client(served.loop, served.server.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body + std::string(kGet));
  client.shut_down_sending();
  const std::string answer = client.receive_all();
  CHECK(answer.find("/next") == std::string::npos);
  if (!text.empty()) {
    CHECK(answer.starts_with("HTTP/1.1 400 "));
    CHECK(answer.find(text) != std::string::npos);
  }
}

TEST_CASE("a large body comes whole, in pieces of any size and with the next request behind it, or is truncated") {
  const std::size_t piece = GENERATE(1'000'000U, 100'000U, 7'777U);
  CAPTURE(piece);
  std::string body;
  while (body.size() < 300'000) body += std::to_string(body.size()) + ' ';
  const std::string head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  Served served(&echo);
  RawHttpClient client(served.loop, served.server.port());
  const auto send = [&](std::string_view bytes) {
    for (std::size_t sent = 0; sent < bytes.size(); sent += piece) {
      client.send(bytes.substr(sent, piece));
      served.loop.restart();
      served.loop.poll();
    }
  };
  send(head + body + std::string(kGet));
  CHECK((client.receive().body == "POST /a " + body));
  CHECK(client.receive().body == "GET /next ");
  send(head + body.substr(0, 250'000));
  client.shut_down_sending();
  CHECK(client.receive_all().find("POST /a") == std::string::npos);
}

TEST_CASE("a request may come byte by byte") {
  const auto [request, understood] = GENERATE(table<std::string, std::string>({
      {"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "POST /a "},
      {"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\na\r\n2;x=\"y\"\r\nbc\r\n0\r\nT: "
       "1\r\n\r\n",
       "POST /a abc"},
      {"\r\nPOST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "POST /a abc"},
      {"GET /a HTTP/1.0\r\n\r\n", "GET /a "},
  }));
  Served served(&echo);
  RawHttpClient client(served.loop, served.server.port());
  for (const char& byte : request) {
    client.send({&byte, 1});
    served.loop.restart();
    served.loop.poll();
  }
  CHECK(client.receive().body == understood);
}

TEST_CASE("heads are limited as a whole, however they come") {
  const auto [begin, repeated, status] = GENERATE(table<std::string, std::string, int>({
      {"GET /", "a", 414},
      {"GET / HTTP/1.1\r\nHost: a\r\nX: ", "a", 431},
      {"GET / HTTP/1.1\r\nHost: a\r\n", "X: a\r\n", 431},
      {"GET / HTTP/1.1\r\nHost: a\r\nX", "x", 431},
  }));
  system::HttpServerOptions options;
  options.header_bytes = 8 * 1024;
  Served served(&echo, options);
  RawHttpClient client(served.loop, served.server.port());
  std::string text = begin;
  while (text.size() < 20 * 1024) text += repeated;
  client.send(text);
  CHECK(client.receive().status == status);
  CHECK(client.receive_all().empty());
  CHECK_FALSE(client.was_reset());
}

TEST_CASE("what stands between chunks is limited") {
  const std::string endless = GENERATE("3;", "3;a=\"", "0\r\nX: ", "0\r\n");
  system::HttpServerOptions options;
  options.header_bytes = 8 * 1024;
  Served served(&echo, options);
  RawHttpClient client(served.loop, served.server.port());
  std::string text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + endless;
  while (text.size() < 20 * 1024) text += endless == "0\r\n" ? "X: y\r\n" : "aaaa";
  client.send(text);
  CHECK(client.receive().status == 400);
  CHECK(client.receive_all().empty());
}

TEST_CASE("a request whose head does not come to its end gets a 408") {
  Served served(&echo, with({.head = 20ms}));
  RawHttpClient client(served.loop, served.server.port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  const auto answer = client.receive();
  CHECK(answer.status == 408);
  CHECK(client.receive_all().empty());
}

TEST_CASE("a body that stalls gets a 408") {
  Served served(&echo, with({.body = 20ms}));
  RawHttpClient client(served.loop, served.server.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab");
  CHECK(client.receive().status == 408);
  CHECK(client.receive_all().empty());
}

TEST_CASE("a connection that stays idle is closed without a word") {
  Served served(&echo, with({.idle = 20ms}));
  RawHttpClient silent(served.loop, served.server.port());
  RawHttpClient client(served.loop, served.server.port());
  client.send(kGet);
  CHECK(client.receive().status == 200);
  CHECK(client.receive_all().empty());
  CHECK(silent.receive_all().empty());
}

TEST_CASE("a client that does not read its answer is let go") {
  bool noticed = false;
  const std::string piece(1'000'000, 'x');
  Served served(
      [&](HttpExchange& exchange) -> asio::awaitable<void> {
        exchange.begin(200, "");
        for (;;) {
          const bool taken = co_await exchange.write(piece);
          if (!taken) break;
        }
        noticed = true;
      },
      with({.write = 50ms}));
  RawHttpClient client(served.loop, served.server.port());
  client.send(kGet);
  CHECK(served.run_until([&] { return noticed; }));
  CHECK(served.run_until([&] { return served.server.connection_count() == 0; }));
}

TEST_CASE("time limits leave a handler all the time it needs") {
  system::Wakeup done;
  Served served(
      [&](HttpExchange& exchange) -> asio::awaitable<void> {
        co_await done.wait();
        exchange.respond(200, "", std::string_view("late"));
      },
      with({.head = 8ms, .body = 8ms, .idle = 8ms, .write = 8ms}));
  RawHttpClient client(served.loop, served.server.port());
  client.send(kGet);
  served.run_until([] { return false; }, 60ms);
  done.notify();
  CHECK(client.receive().body == "late");
}

TEST_CASE("a client that has ended its sending gets its answer") {
  Served served(&echo);
  RawHttpClient client(served.loop, served.server.port());
  client.send("POST /half HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
  client.shut_down_sending();
  CHECK(client.receive().body == "POST /half abc");
  CHECK(client.closed_by_peer());
}

TEST_CASE("beyond the number of connections the one idle longest makes room") {
  Served served(&echo, with({.idle = 1h, .connections = 3}));
  std::vector<std::unique_ptr<RawHttpClient>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<RawHttpClient>(served.loop, served.server.port()));
    clients.back()->send(kGet);
    CHECK(clients.back()->receive().status == 200);
    CHECK(served.server.connection_count() <= 3);
  }
  CHECK(served.server.connection_count() == 3);
}

TEST_CASE("a connection in use is not closed to make room") {
  system::Wakeup done;
  Served served(
      [&](HttpExchange& exchange) -> asio::awaitable<void> {
        if (exchange.target() == "/slow") co_await done.wait();
        exchange.respond(200, "", exchange.target());
      },
      with({.connections = 1}));
  RawHttpClient slow(served.loop, served.server.port());
  slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK_FALSE(slow.answered());
  RawHttpClient next(served.loop, served.server.port());
  next.send(kGet);
  CHECK_FALSE(next.answered());
  done.notify();
  CHECK(slow.receive().body == "/slow");
  CHECK(next.receive().body == "/next");
}

TEST_CASE("hundreds of clients at once are all answered") {
  Served served(&echo, with(system::HttpLimits::for_front_ends()));
  std::vector<std::unique_ptr<RawHttpClient>> clients;
  for (int i = 0; i < 300; ++i) {
    clients.push_back(std::make_unique<RawHttpClient>(served.loop, served.server.port()));
    clients.back()->send(kGet);
  }
  for (const auto& client : clients) CHECK(client->receive().status == 200);
}

TEST_CASE("front ends take no more connections than there are descriptors for what those ask") {
  const test::DescriptorLimit few(50);
  const auto limits = system::HttpLimits::for_front_ends();
  CHECK(limits.connections >= 2);
  CHECK(limits.connections * 5 < 50);
}

TEST_CASE("a connection whose first request is on its way makes no room for the next one") {
  system::HttpLimits limits;
  limits.connections = 1;
  Served served(&echo, with(limits));
  RawHttpClient first(served.loop, served.server.port());
  RawHttpClient second(served.loop, served.server.port());
  second.send(kGet);
  CHECK_FALSE(second.answered());
  first.send(kGet);
  CHECK(first.receive().status == 200);
  CHECK(second.receive().status == 200);
}

TEST_CASE("out of descriptors, idle connections make room and everyone is answered") {
  Served served(&echo);
  std::vector<std::unique_ptr<RawHttpClient>> clients;
  for (int i = 0; i < 4; ++i) clients.push_back(std::make_unique<RawHttpClient>(served.loop, served.server.port()));
  for (auto& client : clients) {
    client->send(kGet);
    CHECK(client->receive().status == 200);
  }
  RawHttpClient late(served.loop, served.server.port());
  std::optional<test::DescriptorLimit> none(3);  // every new descriptor is one too many
  late.send(kGet);
  const bool answered_without = late.answered();
  none.reset();
  CHECK_FALSE(answered_without);
  CHECK(late.receive().status == 200);
  CHECK(served.server.connection_count() < 5);
}

TEST_CASE("out of descriptors, whoever can make room is asked for it") {
  std::optional<test::DescriptorLimit> none;
  system::HttpServerOptions options;
  options.out_of_descriptors = [&] { none.reset(); };
  Served served(&echo, options);
  RawHttpClient late(served.loop, served.server.port());
  none.emplace(3);
  late.send(kGet);
  CHECK(late.receive().status == 200);
  CHECK_FALSE(none);
}
