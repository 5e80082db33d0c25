// What an extension subscribes with:
// {"schemaVersion":"2022-12-13","types":["platform","function"],"buffering":{"maxItems":1000,"maxBytes":262144,"timeoutMs":100},
//  "destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:8080/path"}}
// Source: docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/telemetry_api/contract.h"

namespace lambdalocal::telemetry_api {

enum class Schema {
  Logs_2020_08_15,
  Logs_2021_03_18,       // has platform.runtimeDone
  Telemetry_2022_07_01,  // what a function logs as JSON is text
  Telemetry_2022_12_13,  // and an object from here on
  Telemetry_2025_01_29,
};

constexpr Api api_of(Schema schema) { return schema <= Schema::Logs_2021_03_18 ? Api::Logs : Api::Telemetry; }

struct Types {
  bool platform = false;
  bool function = false;
  bool extension = false;

  std::vector<std::string_view> names() const;  // "platform", "function", "extension"
  bool operator==(const Types&) const = default;
};

// A batch is sent when it has so many records, or bytes, or when its first record has waited so long.
struct Buffering {
  std::size_t max_items = 10000;
  std::size_t max_bytes = 256 * 1024;
  std::chrono::milliseconds timeout{1000};
};

// Always on the loopback interface of the environment.
struct Destination {
  enum class Protocol { HTTP, TCP };
  Protocol protocol = Protocol::HTTP;
  std::uint16_t port = 0;
  std::string method = "POST";  // of HTTP
  std::string target = "/";     // the same: path and query
};

struct Subscription {
  Schema schema = Schema::Telemetry_2022_12_13;
  Types types;
  Buffering buffering;
  Destination destination;
};

// Which hosts a URI may name for the environment's own loopback: those of Lambda, or also those that name it on any machine.
// Extensions that AWS publishes listen on the latter where they find AWS_SAM_LOCAL=true in their environment.
enum class Hosts { OfLambda, AnyLoopback };

// Why it is refused: the message of a ValidationError.
struct Invalid {
  std::string message;
};

std::variant<Subscription, Invalid> read_subscription(std::string_view body, Api api, Hosts hosts = Hosts::OfLambda);

}  // namespace lambdalocal::telemetry_api
