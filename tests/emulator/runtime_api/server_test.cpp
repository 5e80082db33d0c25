// The Runtime API over raw HTTP: every call in every state, and what AWS answers (the states are named as in its
// refusals).
#include "emulator/runtime_api/server.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include "core/function/limits.h"
#include "tests/support/catch.h"
#include "tests/support/raw_http_client.h"

using namespace lambdalocal;
using namespace lambdalocal::runtime_api;
using lambdalocal::test::RawAnswer;
using lambdalocal::test::RawHttpClient;

namespace {

const std::string kBase = "/2018-06-01/runtime/";
const std::string kId = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

struct Recorder : Observer {
  int ready = 0;
  std::vector<Posted> init_errors, responses, errors;
  int too_large = 0, invalid_modes = 0;
  std::string streamed, stream_type;
  std::vector<std::size_t> pieces;

  void runtime_ready() override { ++ready; }
  void init_failed(Posted error) override { init_errors.push_back(std::move(error)); }
  void responded(Posted response) override { responses.push_back(std::move(response)); }
  void failed(Posted error) override { errors.push_back(std::move(error)); }
  void response_too_large() override { ++too_large; }
  void invalid_response_mode() override { ++invalid_modes; }
  void stream_began(std::string_view content_type) override { stream_type = content_type; }
  boost::asio::awaitable<void> stream_piece(std::string_view piece) override {
    streamed += piece;
    pieces.push_back(piece.size());
    co_return;
  }
};

Invocation invocation(std::string event = "{\"key\": \"value\"}") {
  Invocation result;
  result.request_id = kId;
  result.invocation_id = "11111111-2222-4333-8444-555555555555";
  result.event = std::make_shared<const std::string>(std::move(event));
  result.function_arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
  result.trace_header = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0";
  return result;
}

// A Runtime API with a runtime on one connection, brought to a state.
struct Fixture {
  boost::asio::io_context loop;
  Recorder recorder;
  std::shared_ptr<Server> server = Server::listen(loop.get_executor(), recorder).value();
  RawHttpClient runtime{loop, port()};

  ~Fixture() { server->close(); }
  std::uint16_t port() const { return static_cast<std::uint16_t>(std::stoi(server->address().substr(10))); }
  void offer(Invocation with = invocation()) {
    server->offer(with, std::chrono::system_clock::time_point(std::chrono::milliseconds(1542409706888)));
  }
  RawAnswer next() { return runtime.request("GET", kBase + "invocation/next"); }
  RawAnswer respond(std::string_view body = "\"ok\"", std::string_view headers = "") {
    return runtime.request("POST", kBase + "invocation/" + kId + "/response", headers, body);
  }
  void run_one() {
    offer();
    next();
    respond();
  }
  void bring_to(State state) {
    if (state == State::Started) return;
    if (state == State::InitError) {
      runtime.request("POST", kBase + "init/error", "", "{}");
    } else if (state == State::Ready) {
      runtime.send("GET " + kBase + "invocation/next HTTP/1.1\r\nHost: h\r\n\r\n");
      REQUIRE_FALSE(runtime.answered());
    } else if (state == State::Running) {
      offer();
      next();
    } else if (state == State::RuntimeResponseSentState) {
      run_one();
    }
    REQUIRE(server->state() == state);
  }
};

struct Row {
  State state;
  std::string method, path, headers, body;
  int status;
  std::string type, message;  // of a refusal
};

std::string refused(const char* from, const char* to) {
  return fmt::format("State transition from {} to {} failed for runtime. Error: State transition is not allowed", from,
                     to);
}

const std::string kResponse = kBase + "invocation/" + kId + "/response";
const std::string kError = kBase + "invocation/" + kId + "/error";
const std::string kOtherResponse = kBase + "invocation/00000000-0000-4000-8000-000000000000/response";
const std::string kOtherError = kBase + "invocation/00000000-0000-4000-8000-000000000000/error";
const std::string kInit = kBase + "init/error";
const std::string kNext = kBase + "invocation/next";
const std::string kTransition = "InvalidStateTransition", kBadId = "InvalidRequestID",
                  kBadIdText = "Invalid request ID";
const std::string kWrongAttempt = "Lambda-Runtime-Invocation-Id: 99999999-2222-4333-8444-555555555555\r\n";
const std::string kRightAttempt = "Lambda-Runtime-Invocation-Id: 11111111-2222-4333-8444-555555555555\r\n";
const std::string kBadMode = "Lambda-Runtime-Function-Response-Mode: chunky\r\n";

// clang-format off
const std::vector<Row> kRows = {
    {State::Started, "POST", kResponse, "", "1", 400, kBadId, kBadIdText},
    {State::Started, "POST", kOtherResponse, "", "1", 400, kBadId, kBadIdText},
    {State::Started, "POST", kError, "", "{}", 400, kBadId, kBadIdText},
    {State::Started, "POST", kOtherError, "", "{}", 400, kBadId, kBadIdText},
    {State::Started, "POST", kResponse, kBadMode, "1", 400, kBadId, kBadIdText},
    {State::Started, "POST", kInit, "", "{\"errorType\":\"X\"}", 202, "", ""},
    {State::Started, "POST", kInit, "", "", 202, "", ""},
    {State::Started, "POST", kInit, "Lambda-Runtime-Function-Error-Type: Runtime.Boom\r\n", "not json", 202, "", ""},
    {State::InitError, "POST", kInit, "", "{}", 403, kTransition, refused("InitError", "InitError")},
    {State::InitError, "GET", kNext, "", "", 403, kTransition, refused("InitError", "Ready")},
    {State::InitError, "POST", kResponse, "", "1", 400, kBadId, kBadIdText},
    {State::InitError, "POST", kError, "", "{}", 400, kBadId, kBadIdText},
    {State::InitError, "POST", kOtherResponse, "", "1", 400, kBadId, kBadIdText},
    {State::InitError, "POST", kOtherError, "", "1", 400, kBadId, kBadIdText},
    {State::Ready, "POST", kInit, "", "{}", 403, kTransition, refused("Ready", "InitError")},
    {State::Ready, "POST", kResponse, "", "1", 400, kBadId, kBadIdText},
    {State::Ready, "POST", kError, "", "{}", 400, kBadId, kBadIdText},
    {State::Ready, "POST", kOtherResponse, "", "1", 400, kBadId, kBadIdText},
    {State::Ready, "POST", kOtherError, "", "1", 400, kBadId, kBadIdText},
    {State::Running, "POST", kResponse, "", "{\"a\":1}", 202, "", ""},
    {State::Running, "POST", kResponse, "", "", 202, "", ""},
    {State::Running, "POST", kResponse, kRightAttempt, "1", 202, "", ""},
    {State::Running, "POST", kResponse, kWrongAttempt, "1", 400, "InvalidInvocationId", "Invalid invocation ID"},
    {State::Running, "POST", kResponse, kBadMode, "1", 400, "InvalidFunctionResponseMode", "Invalid function response mode"},
    {State::Running, "POST", kResponse, "Lambda-Runtime-Function-Response-Mode: streaming\r\n", "abc", 202, "", ""},
    {State::Running, "POST", kResponse + "?x=1", "", "1", 202, "", ""},
    {State::Running, "POST", kResponse, "Content-Type: image/png\r\n", "\x89PNG", 202, "", ""},
    {State::Running, "POST", kOtherResponse, "", "1", 400, kBadId, kBadIdText},
    {State::Running, "POST", kError, "", "{\"errorMessage\":\"m\"}", 202, "", ""},
    {State::Running, "POST", kError, "", "any text", 202, "", ""},
    {State::Running, "POST", kError, kRightAttempt, "{}", 202, "", ""},
    {State::Running, "POST", kError, kWrongAttempt, "{}", 400, "InvalidInvocationId", "Invalid invocation ID"},
    {State::Running, "POST", kError, "Lambda-Runtime-Function-Error-Type: Function.Bad\r\n", "{}", 202, "", ""},
    {State::Running, "POST", kOtherError, "", "{}", 400, kBadId, kBadIdText},
    {State::Running, "POST", kInit, "", "{}", 403, kTransition, refused("Running", "InitError")},
    {State::Running, "GET", kNext, "", "", 200, "", ""},
    {State::RuntimeResponseSentState, "POST", kResponse, "", "1", 403, kTransition, refused("RuntimeResponseSentState", "InvocationResponse")},
    {State::RuntimeResponseSentState, "POST", kError, "", "{}", 403, kTransition, refused("RuntimeResponseSentState", "InvocationErrorResponse")},
    {State::RuntimeResponseSentState, "POST", kInit, "", "{}", 403, kTransition, refused("RuntimeResponseSentState", "InitError")},
    {State::RuntimeResponseSentState, "POST", kOtherResponse, "", "1", 400, kBadId, kBadIdText},
    {State::RuntimeResponseSentState, "POST", kOtherError, "", "1", 400, kBadId, kBadIdText},
    {State::RuntimeResponseSentState, "POST", kResponse, kWrongAttempt, "1", 400, "InvalidInvocationId", "Invalid invocation ID"},
    {State::Started, "GET", "/2018-06-01/ping", "", "", 200, "", ""},
    {State::Running, "GET", "/2018-06-01/ping", "", "", 200, "", ""},
    {State::Started, "POST", "/2018-06-01/ping", "", "", 405, "", ""},
    {State::Started, "POST", kNext, "", "", 405, "", ""},
    {State::Started, "PUT", kNext, "", "", 405, "", ""},
    {State::Running, "GET", kResponse, "", "", 405, "", ""},
    {State::Running, "PUT", kResponse, "", "1", 405, "", ""},
    {State::Running, "GET", kError, "", "", 405, "", ""},
    {State::Started, "GET", kInit, "", "", 405, "", ""},
    {State::Started, "DELETE", kInit, "", "", 405, "", ""},
    {State::Started, "GET", "/", "", "", 404, "", ""},
    {State::Started, "GET", "/2018-06-01/", "", "", 404, "", ""},
    {State::Started, "GET", "/2018-06-01/runtime", "", "", 404, "", ""},
    {State::Started, "GET", "/runtime/invocation/next", "", "", 404, "", ""},
    {State::Started, "GET", "/2015-03-31/runtime/invocation/next", "", "", 404, "", ""},
    {State::Started, "GET", kBase + "restore/next", "", "", 404, "", ""},
    {State::Started, "POST", kBase + "restore/error", "", "{}", 404, "", ""},
    {State::Running, "POST", kBase + "invocation/" + kId, "", "1", 404, "", ""},
    {State::Running, "POST", kBase + "invocation/" + kId + "/responses", "", "1", 404, "", ""},
    {State::Started, "GET", "/2021-04-23/credentials", "", "", 404, "", ""},
    {State::Started, "POST", "/2020-01-01/extension/register", "", "{}", 404, "", ""},
};
// clang-format on

}  // namespace

TEST_CASE("the Runtime API answers every call in every state as AWS does") {
  for (const Row& row : kRows) {
    INFO(state_name(row.state) << ": " << row.method << " " << row.path << " " << row.headers << row.body);
    Fixture fixture;
    fixture.bring_to(row.state);
    RawHttpClient client(fixture.loop, fixture.port());
    const RawAnswer answer = client.request(row.method, row.path, row.headers, row.body);
    CHECK(answer.status == row.status);
    if (!row.type.empty()) {
      CHECK(answer.body ==
            nlohmann::ordered_json{{"errorMessage", row.message}, {"errorType", row.type}}.dump() + "\n");
      CHECK(answer.header("Content-Type") == "application/json");
    }
    if (row.status == 202) CHECK(answer.body == "{\"status\":\"OK\"}\n");
    if (row.status == 404) {
      CHECK(answer.body == "404 page not found\n");
      CHECK(answer.header("X-Content-Type-Options") == "nosniff");
    }
    if (row.status == 405) CHECK(answer.body.empty());
  }
}

TEST_CASE("next hands out the event's bytes unchanged with every header of the invocation") {
  Fixture fixture;
  const std::string event = "{ \"spaces\":  1.0e3, \"unicode\": \"\xc3\xa9\", \"a\":1, \"a\":2 }\n";
  Invocation with = invocation(event);
  with.client_context = "{\"custom\":{}}";
  with.cognito_identity = "{\"cognitoIdentityId\":\"i\",\"cognitoIdentityPoolId\":\"p\"}";
  with.tenant_id = "tenant-1";
  fixture.offer(with);
  const RawAnswer answer = fixture.next();
  CHECK(answer.status == 200);
  CHECK(answer.body == event);
  CHECK(answer.header("Content-Type") == "application/json");
  CHECK(answer.header("Lambda-Runtime-Aws-Request-Id") == kId);
  CHECK(answer.header("Lambda-Runtime-Invocation-Id") == with.invocation_id);
  CHECK(answer.header("Lambda-Runtime-Deadline-Ms") == "1542409706888");
  CHECK(answer.header("Lambda-Runtime-Invoked-Function-Arn") == with.function_arn);
  CHECK(answer.header("Lambda-Runtime-Trace-Id") == with.trace_header);
  CHECK(answer.header("Lambda-Runtime-Client-Context") == *with.client_context);
  CHECK(answer.header("Lambda-Runtime-Cognito-Identity") == *with.cognito_identity);
  CHECK(answer.header("Lambda-Runtime-Aws-Tenant-Id") == "tenant-1");
}

TEST_CASE("headers that an invocation does not have are left out, not sent empty") {
  Fixture fixture;
  fixture.offer();
  const RawAnswer answer = fixture.next();
  CHECK(answer.head.find("Client-Context") == std::string::npos);
  CHECK(answer.head.find("Cognito") == std::string::npos);
  CHECK(answer.head.find("Tenant") == std::string::npos);
}

TEST_CASE("a parked next is answered when an event comes, and says init is over once") {
  Fixture fixture;
  fixture.bring_to(State::Ready);
  CHECK(fixture.recorder.ready == 1);
  fixture.offer();
  CHECK(fixture.runtime.receive().body == "{\"key\": \"value\"}");
  CHECK(fixture.server->state() == State::Running);
}

TEST_CASE("next asked for again while the event is worked on gives the same event") {
  Fixture fixture;
  fixture.bring_to(State::Running);
  const RawAnswer again = fixture.next();
  CHECK(again.body == "{\"key\": \"value\"}");
  CHECK(again.header("Lambda-Runtime-Aws-Request-Id") == kId);
  CHECK(fixture.respond().status == 202);
}

TEST_CASE("a response and the next poll in one write are answered in order") {
  Fixture fixture;
  fixture.bring_to(State::Running);
  fixture.runtime.send("POST " + kResponse + " HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n\"hi\"GET " + kNext +
                       " HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(fixture.runtime.receive().status == 202);
  fixture.offer(invocation("2"));
  CHECK(fixture.runtime.receive().body == "2");
  REQUIRE(fixture.recorder.responses.size() == 1);
  CHECK(fixture.recorder.responses[0].payload == "\"hi\"");
}

TEST_CASE("a response of 6 MiB + 100 bytes is taken, one byte more is refused with 413 and the runtime goes on") {
  Fixture fixture;
  fixture.bring_to(State::Running);
  CHECK(fixture.respond(std::string(limits::kResponseBytes, 'x')).status == 202);
  CHECK(fixture.recorder.responses.at(0).payload.size() == limits::kResponseBytes);
  fixture.offer();
  fixture.next();
  const RawAnswer refused_answer = fixture.respond(std::string(limits::kResponseBytes + 1, 'x'));
  CHECK(refused_answer.status == 413);
  CHECK(refused_answer.body ==
        "{\"errorMessage\":\"Exceeded maximum allowed payload size (6291556 "
        "bytes).\",\"errorType\":\"RequestEntityTooLarge\"}\n");
  CHECK(fixture.recorder.too_large == 1);
  fixture.offer(invocation("\"next\""));
  CHECK(fixture.next().body == "\"next\"");
}

TEST_CASE("a header line of a mebibyte is accepted, as the X-Ray cause of the official clients may be that long") {
  Fixture fixture;
  fixture.bring_to(State::Running);
  const std::string cause = "Lambda-Runtime-Function-XRay-Error-Cause: " + std::string(1024 * 1024 - 64, 'c') + "\r\n";
  CHECK(fixture.runtime.request("POST", kError, cause, "{}").status == 202);
}

TEST_CASE("an error type that is not Runtime.X or Function.X is normalised, the payload is untouched") {
  Fixture fixture;
  fixture.bring_to(State::Running);
  fixture.runtime.request("POST", kError, "Lambda-Runtime-Function-Error-Type: unhandled\r\nContent-Type: text/odd\r\n",
                          "{\"errorType\":\"KeyError\"}");
  REQUIRE(fixture.recorder.errors.size() == 1);
  CHECK(fixture.recorder.errors[0].error_type == "Runtime.Unknown");
  CHECK(fixture.recorder.errors[0].payload == "{\"errorType\":\"KeyError\"}");
  CHECK(fixture.recorder.errors[0].content_type == "text/odd");
}

TEST_CASE("an error with a cause is reduced to message, type and stack trace") {
  Fixture fixture;
  fixture.bring_to(State::Running);
  fixture.runtime.request("POST", kError, "Content-Type: application/vnd.aws.lambda.error.cause+json\r\n",
                          R"({"errorMessage":"m","errorType":"T","stackTrace":["a"],"errorCause":{"x":1}})");
  CHECK(fixture.recorder.errors.at(0).payload == R"({"errorMessage":"m","errorType":"T","stackTrace":["a"]})");
  CHECK(fixture.recorder.errors.at(0).content_type == "application/json");
}

TEST_CASE("a chunked response with declared but unsent trailers is an ordinary response, as Go sends it") {
  Fixture fixture;
  fixture.bring_to(State::Running);
  fixture.runtime.send(
      "POST " + kResponse +
      " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTrailer: Lambda-Runtime-Function-Error-Type, "
      "Lambda-Runtime-Function-Error-Body\r\n\r\n3\r\n\"a\"\r\n0\r\n\r\n");
  CHECK(fixture.runtime.receive().status == 202);
  CHECK(fixture.recorder.responses.at(0).payload == "\"a\"");
}

TEST_CASE("trailers after a streamed response tell of an error in its middle") {
  Fixture fixture;
  fixture.bring_to(State::Running);
  fixture.runtime.send(
      "POST " + kResponse +
      " HTTP/1.1\r\nHost: h\r\nLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n"
      "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n"
      "5\r\nhello\r\n0\r\nLambda-Runtime-Function-Error-Type: Runtime.Oops\r\n"
      "Lambda-Runtime-Function-Error-Body: eyJlcnJvclR5cGUiOiJPb3BzIn0=\r\n\r\n");
  CHECK(fixture.runtime.receive().status == 202);
  CHECK(fixture.recorder.streamed == "hello");
  REQUIRE(fixture.recorder.errors.size() == 1);
  CHECK(fixture.recorder.errors[0].error_type == "Runtime.Oops");
  CHECK(fixture.recorder.errors[0].payload == "{\"errorType\":\"Oops\"}");
}

TEST_CASE("a streamed response is passed on piece by piece, before it has ended") {
  Fixture fixture;
  fixture.bring_to(State::Running);
  fixture.runtime.send(
      "POST " + kResponse +
      " HTTP/1.1\r\nHost: h\r\nLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n"
      "Content-Type: text/event-stream\r\n\r\n5\r\nfirst\r\n");
  CHECK_FALSE(fixture.runtime.answered());
  CHECK(fixture.recorder.streamed == "first");
  CHECK(fixture.recorder.stream_type == "text/event-stream");
  CHECK(fixture.server->state() == State::InvocationResponse);
  RawHttpClient other(fixture.loop, fixture.port());
  CHECK(nlohmann::json::parse(other.request("GET", kNext).body)["errorMessage"] ==
        "State transition from InvocationResponse to Ready failed for runtime. Error: State transition is not allowed");
  fixture.runtime.send("6\r\nsecond\r\n0\r\n\r\n");
  CHECK(fixture.runtime.receive().status == 202);
  CHECK(fixture.recorder.streamed == "firstsecond");
  CHECK(fixture.recorder.responses.size() == 1);
}

TEST_CASE("a response cut off in its middle is no response: the runtime may post it again") {
  Fixture fixture;
  fixture.bring_to(State::Running);
  {
    RawHttpClient broken(fixture.loop, fixture.port());
    broken.send("POST " + kResponse + " HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
    broken.shut_down_sending();
    CHECK(nlohmann::json::parse(broken.receive().body)["errorType"] == "TruncatedHTTPRequest");
  }
  CHECK(fixture.recorder.responses.empty());
  CHECK(fixture.respond().status == 202);
}

TEST_CASE("a client that waits for 100 Continue is told to go on") {
  Fixture fixture;
  fixture.bring_to(State::Running);
  fixture.runtime.send("POST " + kResponse +
                       " HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
  CHECK(fixture.runtime.receive().status == 100);
  fixture.runtime.send("7");
  CHECK(fixture.runtime.receive().status == 202);
}

TEST_CASE("after a restart the API is as new: the old runtime's connections are closed and its event is gone") {
  Fixture fixture;
  fixture.bring_to(State::Running);
  fixture.server->restart();
  CHECK(fixture.runtime.closed_by_peer());
  CHECK(fixture.server->state() == State::Started);
  RawHttpClient fresh(fixture.loop, fixture.port());
  CHECK(fresh.request("POST", kResponse, "", "1").status == 400);
  CHECK(fresh.request("POST", kInit, "", "{}").status == 202);
}

TEST_CASE("two polls may wait at once; one event answers one of them") {
  Fixture fixture;
  fixture.bring_to(State::Ready);
  RawHttpClient second(fixture.loop, fixture.port());
  second.send("GET " + kNext + " HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK_FALSE(second.answered());
  fixture.offer();
  CHECK(int(fixture.runtime.answered()) + int(second.answered()) == 1);
}

TEST_CASE("a request that is not HTTP is refused and the connection closed") {
  Fixture fixture;
  fixture.runtime.send("\x16\x03\x01 not http\r\n\r\n");
  CHECK(fixture.runtime.receive().status == 400);
  CHECK(fixture.runtime.closed_by_peer());
}

TEST_CASE("pages and other hosts are refused before anything happens") {
  Fixture fixture;
  fixture.offer();
  const auto next = [&](std::string_view headers) {
    RawHttpClient client(fixture.loop, fixture.port());
    client.send("GET " + kBase + "invocation/next HTTP/1.1\r\n" + std::string(headers) + "\r\n");
    return client.receive().status;
  };
  for (const char* headers :
       {"Host: rebound.example\r\n", "Host: rebound.example:9001\r\n", "Host: 192.0.2.1\r\n",
        "Host: 127.0.0.1\r\nOrigin: http://localhost:5173\r\n", "Host: 127.0.0.1\r\nOrigin: null\r\n",
        "Host: 127.0.0.1\r\nSec-Fetch-Site: cross-site\r\n", "Host: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"}) {
    INFO(headers);
    CHECK(next(headers) == 403);
  }
  CHECK(fixture.server->state() == State::Started);
  for (const char* headers : {"Host: 127.0.0.1:9001\r\n", "Host: localhost\r\n", "Host: lambda\r\n",
                              "Host: 127.0.0.1\r\nSec-Fetch-Mode: cors\r\n"}) {  // the last is Node.js's fetch
    INFO(headers);
    CHECK(next(headers) == 200);
  }
}

TEST_CASE("a connection that is not admitted is told so, and many that say nothing are closed") {
  boost::asio::io_context loop;
  Recorder recorder;
  bool admitted = false;
  const auto admission = [&admitted](int) -> boost::asio::awaitable<bool> { co_return admitted; };
  const auto server = Server::listen(loop.get_executor(), recorder, admission).value();
  const auto port = static_cast<std::uint16_t>(std::stoi(server->address().substr(10)));
  {
    RawHttpClient stranger(loop, port);
    CHECK(stranger.request("GET", kBase + "invocation/next").status == 403);
    CHECK(stranger.closed_by_peer());
    CHECK(recorder.ready == 0);
    std::vector<std::unique_ptr<RawHttpClient>> silent;
    for (int count = 0; count < 100; ++count) {
      silent.push_back(std::make_unique<RawHttpClient>(loop, port));
      loop.restart();
      loop.poll();
    }
    CHECK(server->connection_count() <= 65);
    CHECK(silent.back()->receive_all().empty());
  }
  admitted = true;
  RawHttpClient runtime(loop, port);
  CHECK(runtime.request("GET", "/2018-06-01/ping").body == "pong");
  server->close();
  loop.restart();
  loop.poll();
}

TEST_CASE("half-sent heads hold no more than the budget, and a long head is read besides them") {
  Fixture fixture;
  const std::string half =
      "GET " + kBase + "invocation/next HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + std::string(1'000'000, 'x');
  std::vector<std::unique_ptr<RawHttpClient>> clients;
  int refused = 0;
  for (int count = 0; count < 60; ++count) {
    clients.push_back(std::make_unique<RawHttpClient>(fixture.loop, fixture.port()));
    clients.back()->send(half);
    if (clients.back()->answered()) ++refused;
  }
  CHECK(refused > 0);
  for (auto& client : clients) {
    if (client->answered()) CHECK(client->receive().status == 431);
  }
  clients.clear();
  fixture.loop.restart();
  fixture.loop.poll();
  CHECK(fixture.runtime.request("GET", "/2018-06-01/ping", "X: " + std::string(1'000'000, 'x') + "\r\n").body ==
        "pong");
}
