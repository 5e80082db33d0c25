// The Lambda API over real sockets: which operation, which function, which answer.
#include "emulator/lambda_api/server.h"

#include "tests/support/embedded_emulator.h"

using namespace lambdalocal;
using test::EmbeddedEmulator;
using test::RawAnswer;

namespace {

class Api {
 public:
  explicit Api(EmulatorOptions options = {}) : embedded(std::move(options)) {
    embedded.listen();
    apply(30);
  }

  void apply(int timeout) {
    auto f = embedded.function("f", "echo");
    f.settings.timeout = std::chrono::seconds(timeout);
    const std::vector<ProjectFunction> all = {f, embedded.function("fails", "error"),
                                              embedded.function("slow", "pid-at-go"),
                                              embedded.function("streams", "stream")};
    REQUIRE(embedded.emulator->apply(EmbeddedEmulator::project_of(all)));
  }
  RawAnswer ask(std::string_view method, std::string_view target, std::string_view headers = "",
                std::string_view body = "") {
    return embedded.ask(embedded.lambda_api(), method, target, headers, body);
  }

  EmbeddedEmulator embedded;
};

}  // namespace

TEST_CASE("Invoke answers with the payload, the version and the request's id") {
  Api api;
  const auto answer = api.embedded.invoke_over_http("f", "", R"({"a": 1})");
  CHECK(answer.status == 200);
  CHECK(answer.body == R"({"a": 1})");
  CHECK(answer.header("X-Amz-Executed-Version") == "$LATEST");
  CHECK(answer.header("X-Amz-Function-Error").empty());
  CHECK(answer.header("x-amzn-RequestId").size() == 36);
}

TEST_CASE("a function error is a 200 that says so") {
  Api api;
  const auto answer = api.embedded.invoke_over_http("fails");
  CHECK(answer.status == 200);
  CHECK(answer.header("X-Amz-Function-Error") == "Unhandled");
}

TEST_CASE("a function is found by its name, its ARN and what lies between, and $LATEST is its only version") {
  Api api;
  for (const char* name :
       {"f", "function:f", "123456789012:function:f", "arn:aws:lambda:us-east-1:123456789012:function:f",
        "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Af", "f:$LATEST"}) {
    CAPTURE(name);
    CHECK(api.embedded.invoke_over_http(name).body == "1");
  }
  CHECK(api.ask("POST", "/2015-03-31/functions/f/invocations?Qualifier=$LATEST", "", "1").status == 200);
  for (const char* target : {"/2015-03-31/functions/f/invocations?Qualifier=prod",
                             "/2015-03-31/functions/f:7/invocations", "/2015-03-31/functions/nobody/invocations"}) {
    CAPTURE(target);
    const auto answer = api.ask("POST", target, "", "1");
    CHECK(answer.status == 404);
    CHECK(answer.header("x-amzn-ErrorType").starts_with("ResourceNotFoundException"));
  }
}

TEST_CASE("DryRun runs nothing, Event is accepted before it has run") {
  Api api;
  CHECK(api.embedded.invoke_over_http("f", "X-Amz-Invocation-Type: DryRun\r\n").status == 204);
  CHECK(api.embedded.emulator->registry().find("f")->latest() == nullptr);
  const auto accepted = api.embedded.invoke_over_http("slow", "X-Amz-Invocation-Type: Event\r\n");
  CHECK(accepted.status == 202);
  CHECK(accepted.body.empty());
  CHECK(api.embedded.emulator->left().size() == 1);
  api.embedded.go();
  api.embedded.run_until([&] { return api.embedded.emulator->left().empty(); });
}

TEST_CASE("more invocations than the account may run are throttled with their reason") {
  EmulatorOptions options;
  options.max_concurrency = 1;
  Api api(std::move(options));
  std::optional<InvocationResult> running;
  api.embedded.start("slow", running);
  const auto slow = api.embedded.emulator->registry().find("slow");
  api.embedded.run_until([&] { return slow->latest() && slow->latest()->pool->busy() == 1; });
  const auto throttled = api.embedded.invoke_over_http("f");
  CHECK(throttled.status == 429);
  CHECK(throttled.body.find("ConcurrentInvocationLimitExceeded") != std::string::npos);
  api.embedded.go();
  api.embedded.run_until([&] { return running.has_value(); });
}

TEST_CASE("an event that is no JSON is refused before anything runs") {
  Api api;
  const auto refused = api.embedded.invoke_over_http("f", "", "{");
  CHECK(refused.status == 400);
  CHECK(refused.header("x-amzn-ErrorType").starts_with("InvalidRequestContentException"));
  CHECK(api.embedded.emulator->registry().find("f")->latest() == nullptr);
}

TEST_CASE("an operation that is not emulated is 501 by its name, a path of none 404") {
  Api api;
  const auto created = api.ask("POST", "/2015-03-31/functions", "", "{}");
  CHECK(created.status == 501);
  CHECK(created.body.find("CreateFunction") != std::string::npos);
  CHECK(api.ask("GET", "/2015-03-31/nonsense").status == 404);
}

TEST_CASE("ListFunctions and GetFunctionConfiguration tell the functions as they are configured now") {
  Api api;
  CHECK(api.ask("GET", "/2015-03-31/functions/f/configuration").body.find(R"("Timeout":30)") != std::string::npos);
  api.apply(45);
  api.embedded.invoke("f");
  CHECK(api.ask("GET", "/2015-03-31/functions/f/configuration").body.find(R"("Timeout":45)") != std::string::npos);
  const auto page = api.ask("GET", "/2015-03-31/functions?MaxItems=2");
  CHECK(page.status == 200);
  CHECK(page.body.find(R"("FunctionName":"slow")") == std::string::npos);
  const auto marker = page.body.substr(page.body.find(R"("NextMarker":")") + 14);
  const auto rest = api.ask("GET", "/2015-03-31/functions?Marker=" + marker.substr(0, marker.find('"')));
  CHECK(rest.body.find(R"("FunctionName":"slow")") != std::string::npos);
  CHECK(rest.body.find(R"("FunctionName":"f")") == std::string::npos);
}

TEST_CASE("a stream is answered as events while the function still writes") {
  Api api;
  test::RawHttpClient client(api.embedded.loop, api.embedded.lambda_api());
  client.send(
      "POST /2021-11-15/functions/streams/response-streaming-invocations HTTP/1.1\r\nHost: localhost\r\n"
      "Content-Length: 1\r\n\r\n1");
  const auto begun = client.receive_until("first");
  CHECK(begun.starts_with("HTTP/1.1 200"));
  CHECK(begun.find("application/vnd.amazon.eventstream") != std::string::npos);
  CHECK(begun.find("PayloadChunk") != std::string::npos);
  api.embedded.go();
  CHECK(client.receive_until("InvokeComplete").find("second") != std::string::npos);
}

TEST_CASE("a request that names another host, or comes from a page of another site, reaches no operation") {
  Api api;
  for (const char* headers : {"Host: evil.example\r\n", "Host: localhost\r\nOrigin: https://evil.example\r\n",
                              "Host: localhost\r\nSec-Fetch-Site: cross-site\r\n"}) {
    CAPTURE(headers);
    test::RawHttpClient client(api.embedded.loop, api.embedded.lambda_api());
    client.send("POST /2015-03-31/functions/f/invocations HTTP/1.1\r\n" + std::string(headers) +
                "Content-Length: 1\r\n\r\n1");
    const auto refused = client.receive();
    CHECK(refused.status == 403);
    CHECK(refused.header("Access-Control-Allow-Origin").empty());
  }
  CHECK(api.embedded.emulator->registry().find("f")->latest() == nullptr);
}
