#include "core/telemetry_api/subscription.h"

#include <string>

#include "tests/support/catch.h"

using namespace lambdalocal::telemetry_api;
using namespace std::chrono_literals;

namespace {

Subscription taken(const std::string& body, Api api = Api::Telemetry) {
  return std::get<Subscription>(read_subscription(body, api));
}

std::string refused(const std::string& body, Api api = Api::Telemetry) {
  return std::get<Invalid>(read_subscription(body, api)).message;
}

// A body that is right but for its destination.
std::string with_destination(const std::string& destination) {
  return R"({"schemaVersion":"2022-12-13","types":["function"],"destination":)" + destination + "}";
}

std::string with_buffering(const std::string& buffering) {
  return R"({"schemaVersion":"2022-12-13","types":["function"],"destination":{"protocol":"TCP","port":1},"buffering":)" +
         buffering + "}";
}

}  // namespace

TEST_CASE("a subscription says what is wanted, how it is gathered and where it goes") {
  const Subscription all =
      taken(R"({"schemaVersion":"2025-01-29","types":["platform","function","extension"],)"
            R"("buffering":{"maxItems":1000,"maxBytes":1048576,"timeoutMs":25},)"
            R"("destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:8080/a?b=c#d"}})");
  CHECK(all.schema == Schema::Telemetry_2025_01_29);
  CHECK(all.types == Types{true, true, true});
  CHECK(all.buffering.max_items == 1000);
  CHECK(all.buffering.max_bytes == 1048576);
  CHECK(all.buffering.timeout == 25ms);
  CHECK(all.destination.port == 8080);
  CHECK(all.destination.method == "POST");
  CHECK(all.destination.target == "/a?b=c");

  const Subscription least = taken(with_destination(R"({"protocol":"TCP","port":9000})"));
  CHECK(least.destination.protocol == Destination::Protocol::TCP);
  CHECK(least.destination.port == 9000);
  CHECK(least.buffering.max_items == 10000);
  CHECK(least.buffering.max_bytes == 262144);
  CHECK(least.buffering.timeout == 1s);
  CHECK(taken(with_destination(R"({"protocol":"HTTP","URI":"http://sandbox","method":"PUT"})")).destination.port == 80);
}

TEST_CASE("the Logs API has schemas of its own, and the first of them had no name") {
  const std::string rest = R"("types":["platform"],"destination":{"protocol":"TCP","port":1}})";
  CHECK(taken("{" + rest, Api::Logs).schema == Schema::Logs_2020_08_15);
  CHECK(taken(R"({"schemaVersion":"2021-03-18",)" + rest, Api::Logs).schema == Schema::Logs_2021_03_18);
  CHECK(refused(R"({"schemaVersion":"2022-07-01",)" + rest, Api::Logs) ==
        "schemaVersion must be one of 2020-08-15, 2021-03-18");
  CHECK(refused("{" + rest) == "schemaVersion is required");
  CHECK(refused(R"({"schemaVersion":"2021-03-18",)" + rest) ==
        "schemaVersion must be one of 2022-07-01, 2022-12-13, 2025-01-29");
}

TEST_CASE("any name of loopback is taken only where extensions are told that they run locally") {
  for (const char* host : {"", "localhost", "127.0.0.1", "0.0.0.0"}) {
    const std::string body =
        with_destination(R"({"protocol":"HTTP","URI":"http://)" + std::string(host) + R"(:4323/"})");
    CHECK(refused(body) == "destination.URI host must be sandbox.localdomain");
    CHECK(std::get<Subscription>(read_subscription(body, Api::Telemetry, Hosts::AnyLoopback)).destination.port == 4323);
  }
}

TEST_CASE("a subscription that cannot be meant is refused with what is wrong") {
  CHECK(refused("{") == "the body is no JSON");
  CHECK(refused("[]") == "the body is no JSON object");
  for (const char* types : {"[]", "7", R"(["platform","other"])"}) {
    CHECK(refused(R"({"schemaVersion":"2022-12-13","types":)" + std::string(types) +
                  R"(,"destination":{"protocol":"TCP","port":1}})")
              .starts_with("types must be a list of platform, function and extension"));
  }
  CHECK(refused(with_buffering(R"({"maxItems":999})")) ==
        "buffering.maxItems must be a whole number from 1000 to 10000");
  CHECK(refused(with_buffering(R"({"maxBytes":1048577})")) ==
        "buffering.maxBytes must be a whole number from 262144 to 1048576");
  CHECK(refused(with_buffering(R"({"timeoutMs":24})")) ==
        "buffering.timeoutMs must be a whole number from 25 to 30000");
  CHECK(refused(with_buffering(R"({"timeoutMs":"100"})")) ==
        "buffering.timeoutMs must be a whole number from 25 to 30000");
  CHECK(refused(with_destination("7")) == "destination must be an object");
  CHECK(refused(with_destination(R"({"protocol":"UDP"})")) == "destination.protocol must be HTTP or TCP");
  CHECK(refused(with_destination(R"({"protocol":"TCP","port":0})")) == "destination.port must be a port for TCP");
  CHECK(refused(with_destination(R"({"protocol":"HTTP"})")) == "destination.URI is required for HTTP");
  const auto uri = [](const std::string& text) {
    return refused(with_destination(R"({"protocol":"HTTP","URI":")" + text + "\"}"));
  };
  CHECK(uri("http://example.com:80/") == "destination.URI host must be sandbox.localdomain");
  CHECK(uri("https://sandbox:80/") == "destination.URI must start with http://");
  CHECK(uri("http://sandbox:0/") == "destination.URI has no valid port");
  CHECK(uri("http://sandbox:65536/") == "destination.URI has no valid port");
  CHECK(uri("http://sandbox:1/ x") == "destination.URI has blanks or control characters");
}
