#include "emulator/runtime_api/answers.h"

#include <nlohmann/json.hpp>
#include <string>

namespace lambdalocal::runtime_api {
namespace {

constexpr std::string_view kJson = "Content-Type: application/json\r\n";

}  // namespace

void accept(system::HttpExchange& exchange) {
  constexpr std::string_view kBody = "{\"status\":\"OK\"}\n";
  exchange.respond(202, kJson, kBody);
}

void refuse(system::HttpExchange& exchange, int status, std::string_view error_type, std::string_view error_message) {
  const nlohmann::ordered_json body = {{"errorMessage", error_message}, {"errorType", error_type}};
  exchange.respond(status, kJson, body.dump() + "\n");
}

boost::asio::awaitable<void> not_found(system::HttpExchange& exchange) {
  constexpr std::string_view kBody = "404 page not found\n";
  exchange.respond(404, "Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n", kBody);
  return {};
}

boost::asio::awaitable<void> method_not_allowed(system::HttpExchange& exchange) {
  exchange.respond(405, "", std::string_view());
  return {};
}

}  // namespace lambdalocal::runtime_api
