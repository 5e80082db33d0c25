// Batches of telemetry as a consumer gets them.
#include "emulator/telemetry_api/subscriber.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <nlohmann/json.hpp>
#include <vector>

#include "emulator/system/http/server.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::telemetry_api;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;

namespace {

Subscription subscription_to(std::uint16_t port, Destination::Protocol protocol = Destination::Protocol::HTTP) {
  Subscription subscription;
  subscription.types = {true, true, true};
  subscription.buffering.timeout = 25ms;
  subscription.buffering.max_items = 3;
  subscription.destination = {protocol, port, "POST", "/take?x=1"};
  return subscription;
}

// Takes batches, or keeps them waiting.
struct Consumer {
  boost::asio::io_context loop;
  std::vector<std::string> requests, batches;
  bool holds = false;
  system::Wakeup released;
  std::vector<DroppedReport> dropped;
  std::shared_ptr<Subscriber> subscriber;
  system::HttpServer http = system::HttpServer::listen(loop.get_executor(), {}, [this](system::HttpExchange& exchange) {
                              return take(exchange);
                            }).value();

  boost::asio::awaitable<void> take(system::HttpExchange& exchange) {
    requests.push_back(std::string(exchange.method()) + " " + std::string(exchange.target()) + " " +
                       std::string(exchange.header("Content-Type").value_or("")));
    std::string body;
    co_await exchange.read_body(body, 64 << 20);
    batches.push_back(body);
    while (holds) co_await released.wait();
    exchange.respond(200, "", std::string_view("OK"));
  }

  void subscribe(Subscription subscription) {
    subscriber = Subscriber::start(loop.get_executor(), "agent", std::move(subscription),
                                   [this](const DroppedReport& what) { dropped.push_back(what); });
  }
  template <typename Condition>
  void run_until(Condition condition) {
    while (!condition()) REQUIRE(loop.run_one_for(5s) == 1);
  }
  ~Consumer() {
    if (subscriber) subscriber->close();
    http.close();
    loop.poll();
  }
};

}  // namespace

TEST_CASE("records leave as a batch when it is full, when it is old, and when it is flushed") {
  Consumer consumer;
  consumer.subscribe(subscription_to(consumer.http.port()));
  for (const char* record : {"1", "2", "3", "4"}) consumer.subscriber->add(record);
  consumer.run_until([&] { return consumer.batches.size() == 2; });
  CHECK(consumer.batches == std::vector<std::string>{"[1,2,3]", "[4]"});
  CHECK(consumer.requests[0] == "POST /take?x=1 application/json");
  consumer.subscriber->add("5");
  consumer.subscriber->flush();
  consumer.run_until([&] { return consumer.batches.size() == 3; });
  CHECK(consumer.http.connection_count() == 1);
}

TEST_CASE("a batch does not get larger than was asked for") {
  Consumer consumer;
  Subscription subscription = subscription_to(consumer.http.port());
  subscription.buffering.max_items = 10000;
  subscription.buffering.max_bytes = 100;
  consumer.subscribe(subscription);
  const std::string record = "\"" + std::string(38, 'x') + "\"";
  for (int count = 0; count < 4; ++count) consumer.subscriber->add(record);
  consumer.run_until([&] { return consumer.batches.size() == 2; });
  CHECK(consumer.batches[0] == "[" + record + "," + record + "]");
}

TEST_CASE("over TCP a record is a line") {
  Consumer consumer;
  tcp::acceptor acceptor(consumer.loop, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
  consumer.subscribe(subscription_to(acceptor.local_endpoint().port(), Destination::Protocol::TCP));
  for (const char* record : {"{\"a\":1}", "{\"b\":2}", "{\"c\":3}"}) consumer.subscriber->add(record);
  std::string received(24, ' ');
  std::size_t size = 0;
  acceptor.async_accept([&](boost::system::error_code, tcp::socket socket) {
    auto kept = std::make_shared<tcp::socket>(std::move(socket));
    boost::asio::async_read(*kept, boost::asio::buffer(received),
                            [kept, &size](boost::system::error_code, std::size_t bytes) { size = bytes; });
  });
  consumer.run_until([&] { return size > 0; });
  CHECK(received == "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n");
}

TEST_CASE("what a slow consumer does not take is dropped and counted, and memory stays bounded") {
  Consumer consumer;
  Subscription subscription = subscription_to(consumer.http.port());
  subscription.buffering.max_items = 10000;
  subscription.buffering.max_bytes = 1000;
  consumer.holds = true;
  consumer.subscribe(subscription);
  const std::string record(99, '1');
  for (int count = 0; count < 100; ++count) consumer.subscriber->add(record);
  consumer.run_until([&] { return !consumer.batches.empty(); });
  CHECK(consumer.dropped.empty());
  consumer.holds = false;
  consumer.released.notify();
  consumer.run_until([&] { return !consumer.dropped.empty(); });
  CHECK(consumer.dropped[0].records == 60);
  CHECK(consumer.dropped[0].bytes == 60 * 99);
}

TEST_CASE("a batch waits for a consumer that listens later, and is sent again when the connection broke") {
  Consumer consumer;
  std::uint16_t port = 0;
  {
    tcp::acceptor free(consumer.loop, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    port = free.local_endpoint().port();
  }
  consumer.subscribe(subscription_to(port));
  consumer.subscriber->add("1");
  consumer.subscriber->flush();
  consumer.loop.run_for(1ms);
  system::HttpServerOptions options;
  options.port = port;
  auto later = system::HttpServer::listen(consumer.loop.get_executor(), options, [&](system::HttpExchange& exchange) {
                 return consumer.take(exchange);
               }).value();
  consumer.run_until([&] { return consumer.batches.size() == 1; });
  later.close_connections();
  consumer.subscriber->add("2");
  consumer.subscriber->flush();
  consumer.run_until([&] { return consumer.batches.size() == 2; });
  CHECK(consumer.batches == std::vector<std::string>{"[1]", "[2]"});
}
