// The Extensions API over raw HTTP: what AWS answers, to whom and when.
#include "emulator/extensions_api/server.h"

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "core/extensions_api/contract.h"
#include "tests/support/catch.h"
#include "tests/support/raw_http_client.h"

using namespace lambdalocal;
using namespace lambdalocal::extensions_api;
using lambdalocal::test::RawAnswer;
using lambdalocal::test::RawHttpClient;

namespace {

const std::string kBase(kBasePath);
const std::string kUnknownId = "Lambda-Extension-Identifier: 00000000-0000-4000-8000-000000000000\r\n";

struct Recorder : extensions_api::Observer {
  int changes = 0;
  void extensions_changed() override { ++changes; }
};

Function function_f() {
  Function function;
  function.name = "f";
  function.handler = "app.handler";
  return function;
}

// The API of an environment that has the external extensions "agent" and "other".
struct Fixture {
  boost::asio::io_context loop;
  Function function = function_f();
  system::Randomness randomness;
  Recorder recorder;
  std::shared_ptr<Server> server = std::make_shared<Server>(function, randomness, recorder);
  system::HttpServer http = system::HttpServer::listen(loop.get_executor(), {}, [this](system::HttpExchange& exchange) {
                              return server->serve(exchange);
                            }).value();
  RawHttpClient client{loop, http.port()};

  Fixture() { server->restart({"agent", "other"}); }
  ~Fixture() { server->close(); }

  RawAnswer post(const std::string& path, const std::string& headers, const std::string& body = "{}") {
    return client.request("POST", kBase + path, headers, body);
  }
  // The header that names the extension from then on.
  std::string registered(const std::string& name, const std::string& events = R"({"events":["INVOKE","SHUTDOWN"]})") {
    const RawAnswer answer = post("register", "Lambda-Extension-Name: " + name + "\r\n", events);
    REQUIRE(answer.status == 200);
    return "Lambda-Extension-Identifier: " + answer.header("Lambda-Extension-Identifier") + "\r\n";
  }
  // A connection on which `who` waits for its next event.
  std::unique_ptr<RawHttpClient> parked(const std::string& who) {
    auto extension = std::make_unique<RawHttpClient>(loop, http.port());
    extension->send("GET " + kBase + "event/next HTTP/1.1\r\nHost: h\r\n" + who + "\r\n");
    REQUIRE_FALSE(extension->answered());
    return extension;
  }
};

Invocation invocation() {
  Invocation result;
  result.request_id = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";
  return result;
}

std::string refusal(const RawAnswer& answer) {
  const auto body = nlohmann::json::parse(answer.body);
  return std::to_string(answer.status) + " " + body["errorType"].get<std::string>() + ": " +
         body["errorMessage"].get<std::string>();
}

}  // namespace

TEST_CASE("an extension registers by its name and is told the function and its identifier") {
  Fixture fixture;
  const RawAnswer answer = fixture.post(
      "register", "Lambda-Extension-Name: agent\r\nLambda-Extension-Accept-Feature: accountId\r\n", R"({"events":[]})");
  CHECK(answer.status == 200);
  CHECK(answer.body ==
        R"({"functionName":"f","functionVersion":"$LATEST","handler":"app.handler","accountId":"123456789012"})");
  CHECK(is_identifier(answer.header("Lambda-Extension-Identifier")));
  CHECK_FALSE(fixture.server->are_registered());
  fixture.registered("other");
  CHECK(fixture.server->are_registered());
  CHECK(fixture.recorder.changes == 2);
}

TEST_CASE("registrations are refused as on AWS") {
  Fixture fixture;
  const auto refused = [&fixture](const std::string& headers, const std::string& body) {
    return refusal(fixture.post("register", headers, body));
  };
  CHECK(refused("", "{}") == "403 Extension.InvalidExtensionName: Empty extension name");
  CHECK(refused("Lambda-Extension-Name: agent\r\n", R"({"events":["X"]})") ==
        "403 Extension.InvalidEventType: X: ErrorInvalidEventType");
  CHECK(refused("Lambda-Extension-Name: inner\r\n", R"({"events":["SHUTDOWN"]})") ==
        "403 Extension.InvalidEventType: SHUTDOWN: ShutdownEventNotSupportedForInternalExtension");
  CHECK(refused("Lambda-Extension-Name: agent\r\n", "{") == "403 InvalidRequestFormat: the body is no JSON");
  fixture.registered("agent");
  CHECK(
      refused("Lambda-Extension-Name: agent\r\n", "{}") ==
      "403 Extension.InvalidExtensionState: State transition from Registered to Registered failed for extension agent. "
      "Error: State transition is not allowed");
  fixture.registered("inner", "{}");
  CHECK(refused("Lambda-Extension-Name: inner\r\n", "{}") ==
        "403 Extension.InvalidExtensionState: Extension with this name already registered");
  for (int number = 4; number <= 10; ++number) fixture.registered("inner-" + std::to_string(number), "{}");
  CHECK(refused("Lambda-Extension-Name: one-more\r\n", "{}") ==
        "403 Extension.TooManyExtensions: Extension limit (10) reached");
  fixture.server->close_registration();
  CHECK(refused("Lambda-Extension-Name: late\r\n", "{}") ==
        "403 Extension.RegistrationClosed: Extension registration closed already");
}

TEST_CASE("every call but the registration needs the identifier of an extension") {
  Fixture fixture;
  for (const std::string path : {"event/next", "init/error", "exit/error"}) {
    const std::string method = path == "event/next" ? "GET" : "POST";
    const auto refused = [&](const std::string& headers) {
      return refusal(fixture.client.request(method, kBase + path, headers));
    };
    INFO(path);
    CHECK(refused("") == "403 Extension.MissingExtensionIdentifier: Missing Lambda-Extension-Identifier header");
    CHECK(refused("Lambda-Extension-Identifier: x\r\n") ==
          "403 Extension.InvalidExtensionIdentifier: Invalid Lambda-Extension-Identifier");
    CHECK(refused(kUnknownId) ==
          "403 Extension.UnknownExtensionIdentifier: Unknown extension 00000000-0000-4000-8000-000000000000");
  }
  CHECK(fixture.client.request("GET", kBase + "register").status == 405);
  CHECK(fixture.client.request("POST", kBase + "event/next").status == 405);
  CHECK(fixture.client.request("GET", kBase + "init/error").status == 405);
  CHECK(fixture.client.request("GET", kBase + "other").status == 404);
}

TEST_CASE("events go to those who subscribed to them, and all are ready when they ask for the next one") {
  Fixture fixture;
  const std::string agent = fixture.registered("agent");
  const std::string other = fixture.registered("other", R"({"events":["SHUTDOWN"]})");
  CHECK_FALSE(fixture.server->are_ready());
  const auto agents = fixture.parked(agent);
  const auto others = fixture.parked(other);
  CHECK(fixture.server->are_ready());

  fixture.server->offer_invoke(invocation(), {});
  CHECK_FALSE(fixture.server->are_ready());
  const RawAnswer invoke = agents->receive();
  CHECK(nlohmann::json::parse(invoke.body)["requestId"] == invocation().request_id);
  CHECK(is_identifier(invoke.header("Lambda-Extension-Event-Identifier")));
  CHECK_FALSE(others->answered());
  const auto again = fixture.parked(agent);
  CHECK(fixture.server->are_ready());

  fixture.server->offer_shutdown(ShutdownReason::Timeout, {});
  CHECK(nlohmann::json::parse(again->receive().body)["shutdownReason"] == "timeout");
  CHECK(nlohmann::json::parse(others->receive().body)["eventType"] == "SHUTDOWN");
}

TEST_CASE("a SHUTDOWN waits for an extension that is at work") {
  Fixture fixture;
  const std::string agent = fixture.registered("agent");
  const auto waiting = fixture.parked(agent);
  fixture.server->offer_invoke(invocation(), {});
  waiting->receive();
  fixture.server->offer_shutdown(ShutdownReason::Failure, {});
  CHECK(fixture.client.request("GET", kBase + "event/next", agent).body.find("\"failure\"") != std::string::npos);
}

TEST_CASE("an extension that waits already may not ask for the next event once more") {
  Fixture fixture;
  const std::string agent = fixture.registered("agent");
  const auto waiting = fixture.parked(agent);
  CHECK(refusal(fixture.client.request("GET", kBase + "event/next", agent))
            .starts_with("403 Extension.InvalidExtensionState: State transition from Ready to Ready failed"));
}

TEST_CASE("an extension reports that its init has failed, or that it ends") {
  Fixture fixture;
  const std::string agent = fixture.registered("agent");
  CHECK(refusal(fixture.post("init/error", agent)) ==
        "403 Extension.MissingHeader: Lambda-Extension-Function-Error-Type not found");
  CHECK_FALSE(fixture.server->reported_error());
  const RawAnswer answer =
      fixture.post("init/error", agent + "Lambda-Extension-Function-Error-Type: Extension.Unconfigured\r\n");
  CHECK(answer.status == 202);
  CHECK(answer.body == "{\"status\":\"OK\"}\n");
  CHECK(fixture.server->reported_error() == kInitError);
  CHECK(fixture.server->find("agent")->error_type == "Extension.Unconfigured");
  CHECK(refusal(fixture.client.request("GET", kBase + "event/next", agent))
            .starts_with("403 Extension.InvalidExtensionState: State transition from InitError to Ready failed"));

  const std::string other = fixture.registered("other");
  const auto waiting = fixture.parked(other);
  CHECK(fixture.post("exit/error", other + "Lambda-Extension-Function-Error-Type: Extension.Gone\r\n").status == 202);
  CHECK(fixture.server->find("other")->state == State::ExitError);
}

TEST_CASE("new processes begin with nobody registered") {
  Fixture fixture;
  const std::string agent = fixture.registered("agent");
  fixture.server->close_registration();
  fixture.server->restart({"agent"});
  CHECK_FALSE(fixture.server->are_registered());
  CHECK(refusal(fixture.client.request("GET", kBase + "event/next", agent))
            .starts_with("403 Extension.UnknownExtensionIdentifier"));
  fixture.registered("agent");
  fixture.registered("inner", "{}");
}
