// A function written for the tests of the front ends; its one argument says what it does with an event.
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/text/base64.h"
#include "tests/support/runtime_client.h"

using Json = nlohmann::ordered_json;
using lambdalocal::test::RuntimeClient;

namespace {

// What the client sent as its body.
std::string body_of(const Json& event) {
  if (!event.contains("body") || event["body"].is_null()) return "";
  const auto body = event["body"].get<std::string>();
  return event.value("isBase64Encoded", false) ? lambdalocal::base64_decode(body).value_or("") : body;
}

// The body of the request lists what to do: {"type": "text/plain", "pieces": ["a", "b"], "then": "end"}; "then" may be
// end, fail (a mid-stream error), exit or hang. A piece of a number is as many bytes.
void stream(RuntimeClient& client, const Json& event) {
  const Json script = Json::parse(body_of(event));
  client.begin_stream(script.value("type", "application/octet-stream"));
  for (const Json& piece : script["pieces"]) {
    client.write(piece.is_number() ? std::string(piece.get<std::size_t>(), 'x') : piece.get<std::string>());
  }
  const std::string then = script.value("then", "end");
  if (then == "exit") std::_Exit(3);
  while (then == "hang") ::pause();
  client.end_stream(then == "fail" ? "Lambda-Runtime-Function-Error-Type: Function.Broken\r\n"
                                     "Lambda-Runtime-Function-Error-Body: " +
                                         lambdalocal::base64_encode(R"({"errorMessage":"half of it"})") + "\r\n"
                                   : "");
}

// allow, deny, none (no statement that allows), unauthorized, broken: by the Authorization header or the token. The
// number of the invocation is in the context.
void authorize(RuntimeClient& client, const Json& event, int number) {
  std::string wish = event.value("authorizationToken", "");
  if (wish.empty()) wish = event["identitySource"].is_array() ? event["identitySource"][0].get<std::string>() : "allow";
  const Json context = {{"number", number}, {"wish", wish}};
  if (wish == "unauthorized") return client.fail(R"({"errorType":"Error","errorMessage":"Unauthorized"})");
  if (wish == "broken") return client.respond("[]");
  if (wish.starts_with("simple")) {
    return client.respond(Json{{"isAuthorized", wish == "simple-allow"}, {"context", context}}.dump());
  }
  const std::string arn = event.contains("methodArn") ? event["methodArn"] : event["routeArn"];
  const Json statement = {{"Action", "execute-api:Invoke"},
                          {"Effect", wish == "deny" ? "Deny" : "Allow"},
                          {"Resource", wish == "none" ? "arn:other" : arn}};
  client.respond(Json{
      {"principalId", "me"},
      {"policyDocument", {{"Version", "2012-10-17"}, {"Statement", {statement}}}},
      {"context",
       context}}.dump());
}

}  // namespace

int main(int, char* argv[]) {
  const std::string mode = argv[1];
  RuntimeClient client;
  for (int number = 1;; ++number) {
    const std::string bytes = client.next();
    const Json event = Json::parse(bytes);
    if (mode == "event") {  // a response whose body is the event
      client.respond(Json{{"statusCode", 200}, {"body", bytes}}.dump());
    } else if (mode == "mirror") {  // the request's body is the payload
      client.respond(body_of(event));
    } else if (mode == "head") {  // what the Runtime API said of the invocation
      client.respond(Json{{"statusCode", 200}, {"body", client.head()}}.dump());
    } else if (mode == "authorize") {  // the token says what the answer is
      authorize(client, event, number);
    } else if (mode == "error") {
      client.fail(R"({"errorType":"ValueError","errorMessage":"no such pet\nat all"})");
    } else if (mode == "exit") {
      std::_Exit(3);
    } else if (mode == "hang") {
      ::pause();
    } else if (mode == "stream") {
      stream(client, event);
    }
  }
}
