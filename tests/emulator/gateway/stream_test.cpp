// Streamed answers: Function URLs with RESPONSE_STREAM, REST APIs with STREAM.
#include <nlohmann/json.hpp>

#include "core/gateway/stream_prelude.h"
#include "tests/emulator/gateway/fixture.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::gateway;

namespace {

const std::string kNul(8, '\0');

FrontEndServer& streaming_url(GatewayFixture& fixture, const std::string& function = "stream") {
  auto route = route_to("", function);
  route.response_mode = ResponseMode::Stream;
  return fixture.listen(FrontEnd::FunctionUrl, {route});
}

FrontEndServer& streaming_rest_api(GatewayFixture& fixture, const std::string& function = "stream") {
  auto route = route_to("POST /", function, ApiKind::Rest);
  route.response_mode = ResponseMode::Stream;
  return fixture.listen(FrontEnd::RestApi, {route});
}

std::string script(const std::string& type, const std::vector<Json>& pieces, const std::string& then = "end") {
  return Json{{"type", type}, {"pieces", pieces}, {"then", then}}.dump();
}
const std::string kShaped(kIntegrationResponse);

void send_post(test::RawHttpClient& client, const std::string& body) {
  client.send("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\n\r\n" + body);
}

// The whole answer, its chunks as they came.
std::string post(GatewayFixture& fixture, const FrontEndServer& server, const std::string& body) {
  auto client = fixture.client(server);
  send_post(client, body);
  return client.receive_all();
}

}  // namespace

TEST_CASE("a stream with a prelude has its status, headers and cookies, the rest is the body") {
  GatewayFixture fixture;
  const std::string prelude = R"({"statusCode":201,"headers":{"Content-Type":"text/html"},"cookies":["a=1"]})";
  const std::string answer = post(fixture, streaming_url(fixture),
                                  script(kShaped, {prelude.substr(0, 20), prelude.substr(20) + kNul + "<p>"}));
  CHECK(answer.starts_with("HTTP/1.1 201 "));
  CHECK(answer.find("Content-Type: text/html\r\nset-cookie: a=1\r\n") != std::string::npos);
  CHECK(answer.find("x-amzn-RequestId: ") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\n3\r\n<p>\r\n0\r\n\r\n"));
}

TEST_CASE("a stream without prelude is all body, of the runtime's content type") {
  GatewayFixture fixture;
  const std::string answer = post(fixture, streaming_url(fixture), script("text/event-stream", {"data: 1\n\n"}));
  CHECK(answer.starts_with("HTTP/1.1 200 "));
  CHECK(answer.find("Content-Type: text/event-stream\r\n") != std::string::npos);
  CHECK(answer.ends_with("9\r\ndata: 1\n\n\r\n0\r\n\r\n"));
}

TEST_CASE("the first byte leaves when the function writes it, not when it ends") {
  GatewayFixture fixture;
  auto client = fixture.client(streaming_url(fixture));
  send_post(client, script("text/plain", {"first"}, "hang"));
  CHECK(client.receive_until("first\r\n").starts_with("HTTP/1.1 200 "));
  CHECK(fixture.busy("stream") == 1);
}

TEST_CASE("a client that leaves lets the function go on to its end") {
  GatewayFixture fixture;
  auto client = fixture.client(streaming_url(fixture));
  send_post(client, script("text/plain", {"first", 4 * 1024 * 1024, 4 * 1024 * 1024, 4 * 1024 * 1024}));
  client.receive_until("first\r\n");
  client.reset();
  fixture.run_until([&] { return fixture.busy("stream") == 0; });
  CHECK(fixture.take_log().empty());
}

TEST_CASE("a client that does not read holds the function back") {
  GatewayFixture fixture;
  auto client = fixture.client(streaming_url(fixture));
  const std::vector<Json> pieces(48, 1024 * 1024);
  send_post(client, script("text/plain", pieces));
  client.receive_until("xxx");
  CHECK(fixture.busy("stream") == 1);
  CHECK(client.receive_all().size() > 48 * 1024 * 1024);
}

TEST_CASE("an error before the first byte is 502, one after it cuts the answer") {
  GatewayFixture fixture;
  const auto& url = streaming_url(fixture);
  CHECK(post(fixture, url, script("text/plain", {}, "fail")).starts_with("HTTP/1.1 502 "));
  CHECK(post(fixture, url, script(kShaped, {R"({"statusCode":200})"}, "exit")).starts_with("HTTP/1.1 502 "));
  CHECK(post(fixture, streaming_url(fixture, "error"), "").starts_with("HTTP/1.1 502 "));
  fixture.take_log();

  const std::string cut = post(fixture, url, script("text/plain", {"half"}, "fail"));
  CHECK(cut.starts_with("HTTP/1.1 200 "));
  CHECK(cut.find("half") != std::string::npos);
  CHECK(!cut.ends_with("0\r\n\r\n"));
  CHECK(!post(fixture, url, script("text/plain", {"half"}, "exit")).ends_with("0\r\n\r\n"));
  const auto log = fixture.take_log();
  REQUIRE(log.size() == 2);
  CHECK(log[0] == "POST / -> 200: cut short: function stream failed: Function.Broken: half of it");
  CHECK(log[1] == "POST / -> 200: cut short: function stream failed: Runtime.TruncatedResponse");
}

TEST_CASE("a function that does not stream is answered as it is behind a streaming URL") {
  GatewayFixture fixture;
  const auto answer = fixture.ask(streaming_url(fixture, "mirror"), "POST", "/", R"({"statusCode":201,"body":"x"})");
  CHECK(answer.status == 200);
  CHECK(answer.body == R"({"statusCode":201,"body":"x"})");
  CHECK(answer.header("Content-Type") == "application/json");
}

TEST_CASE("a streamed response is gathered behind a URL that does not stream") {
  GatewayFixture fixture;
  const auto& url = fixture.listen(FrontEnd::FunctionUrl, {route_to("", "stream")});
  const auto json = fixture.ask(url, "POST", "/", script("application/json", {R"({"statusCode":)", R"(418})"}));
  CHECK(json.status == 418);
  CHECK(fixture.ask(url, "POST", "/", script(kShaped, {R"({"statusCode":200})" + kNul + "<p>"})).status == 502);
}

TEST_CASE("a prelude that is none is refused") {
  GatewayFixture fixture;
  const auto& url = streaming_url(fixture);
  CHECK(post(fixture, url, script(kShaped, {"no JSON" + kNul})).starts_with("HTTP/1.1 502 "));
  CHECK(post(fixture, url, script(kShaped, {R"({"statusCode":200})"})).starts_with("HTTP/1.1 502 "));
  CHECK(post(fixture, url, script(kShaped, {20 * 1024})).starts_with("HTTP/1.1 502 "));
}

TEST_CASE("a REST API that streams takes streams with a prelude only") {
  GatewayFixture fixture;
  const auto& api = streaming_rest_api(fixture);
  const std::string good = R"({"statusCode":202,"multiValueHeaders":{"X":["1","2"]}})" + kNul + "body";
  const std::string answer = post(fixture, api, script(kShaped, {good}));
  CHECK(answer.starts_with("HTTP/1.1 202 "));
  CHECK(answer.find("X: 1\r\nX: 2\r\n") != std::string::npos);
  CHECK(answer.find("x-amz-apigw-id: ") != std::string::npos);
  CHECK(answer.ends_with("4\r\nbody\r\n0\r\n\r\n"));
  CHECK(post(fixture, api, script("text/plain", {"text"})).starts_with("HTTP/1.1 500 "));
  CHECK(post(fixture, streaming_rest_api(fixture, "mirror"), "{}").starts_with("HTTP/1.1 500 "));
}

TEST_CASE("a stream over the time limit is cut, before its first byte it is a timeout") {
  GatewayFixture fixture;
  auto route = route_to("POST /", "stream", ApiKind::Rest);
  route.response_mode = ResponseMode::Stream;
  route.timeout = std::chrono::milliseconds(100);
  const auto& api = fixture.listen(FrontEnd::RestApi, {route});
  post(fixture, streaming_rest_api(fixture), script(kShaped, {"{}" + kNul}));  // warm from here on
  const std::string cut = post(fixture, api, script(kShaped, {"{}" + kNul + "half"}, "hang"));
  CHECK(cut.find("half") != std::string::npos);
  CHECK(!cut.ends_with("0\r\n\r\n"));
  CHECK(post(fixture, api, script(kShaped, {"{}"}, "hang")).starts_with("HTTP/1.1 504 "));
}

TEST_CASE("HEAD of a streaming URL has no body") {
  GatewayFixture fixture;
  auto client = fixture.client(streaming_url(fixture));
  const std::string body = script("text/plain", {"text"});
  client.send("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
              "\r\n\r\n" + body);
  CHECK(client.receive_all().ends_with("\r\n\r\n"));
}

TEST_CASE("metadata without a write is not sent: the answer is 200, empty, of the default type") {
  GatewayFixture fixture;
  const std::string answer = post(fixture, streaming_url(fixture), script(kShaped, {}));
  CHECK(answer.starts_with("HTTP/1.1 200 "));
  CHECK(answer.find("Content-Type: application/octet-stream\r\n") != std::string::npos);
  CHECK(answer.ends_with("\r\n\r\n0\r\n\r\n"));
  CHECK(post(fixture, streaming_rest_api(fixture), script(kShaped, {})).starts_with("HTTP/1.1 500 "));
  CHECK(post(fixture, streaming_url(fixture), script(kShaped, {}, "exit")).starts_with("HTTP/1.1 502 "));
}

TEST_CASE("a prelude cannot announce a response, or switch protocols") {
  GatewayFixture fixture;
  const std::string prelude = R"({"statusCode":101,"headers":{"Upgrade":"x"}})" + kNul + "body";
  CHECK(post(fixture, streaming_url(fixture), script(kShaped, {prelude})).starts_with("HTTP/1.1 502 "));
  CHECK(post(fixture, streaming_rest_api(fixture), script(kShaped, {prelude})).starts_with("HTTP/1.1 502 "));
}
