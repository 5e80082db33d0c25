// The orderly end of an emulator: one rule for every door.
#include "emulator/drain.h"

#include "core/project/api_json.h"
#include "tests/support/embedded_emulator.h"

using namespace lambdalocal;
using namespace std::chrono_literals;
using test::EmbeddedEmulator;

namespace {

// An emulator with a Lambda API and a Function URL, and one invocation of "slow" that waits to be let go.
class Ending {
 public:
  Ending() {
    embedded.listen();
    auto project =
        EmbeddedEmulator::project_of({embedded.function("slow", "pid-at-go"), embedded.function("f", "echo")});
    const auto url = gateway::function_url_of("f", gateway::ResponseMode::Buffered);
    project.front_ends.emplace(gateway::name_of(url), url);
    REQUIRE(embedded.emulator->apply(project));
    embedded.invoke("f");
    running.emplace(embedded.loop, embedded.lambda_api());
    running->send(
        "POST /2015-03-31/functions/slow/invocations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n1");
    const auto slow = embedded.emulator->registry().find("slow");
    embedded.run_until([&] { return slow->latest() && slow->latest()->pool->busy() == 1; });
  }

  std::uint16_t function_url() const {
    return EmbeddedEmulator::port_of(embedded.emulator->front_end_urls().at("Function URL of f").url);
  }

  EmbeddedEmulator embedded;
  std::optional<test::RawHttpClient> running;
};

}  // namespace

TEST_CASE("what runs when the end begins is answered, what arrives later gets 503 and the end of its connection") {
  Ending ending;
  auto& embedded = ending.embedded;
  test::RawHttpClient api(embedded.loop, embedded.lambda_api()), url(embedded.loop, ending.function_url());
  CHECK(url.request("GET", "/").status == 200);
  CHECK(api.request("POST", "/2015-03-31/functions/f/invocations", "", "1").status == 200);
  embedded.drain(60s);
  embedded.run_until([&] { return embedded.loop.poll() == 0; });
  for (test::RawHttpClient* late : {&api, &url}) {
    const auto answer = late->request("POST", late == &api ? "/2015-03-31/functions/f/invocations" : "/", "", "1");
    CHECK(answer.status == 503);
    CHECK(answer.header("Connection") == "close");
  }
  CHECK_FALSE(ending.running->answered());
  CHECK_FALSE(embedded.drained);
  embedded.go();
  CHECK(ending.running->receive().status == 200);
  embedded.run_until([&] { return embedded.drained; });
}

TEST_CASE("from the beginning of the end on no event is accepted, and what is left of those before is told by id") {
  Ending ending;
  auto& embedded = ending.embedded;
  CHECK(embedded.invoke_over_http("slow", "X-Amz-Invocation-Type: Event\r\n").status == 202);
  test::RawHttpClient late(embedded.loop, embedded.lambda_api());
  CHECK(late.request("GET", "/2015-03-31/functions").status == 200);
  embedded.drain(0ms);
  const auto refused =
      late.request("POST", "/2015-03-31/functions/slow/invocations", "X-Amz-Invocation-Type: Event\r\n", "1");
  CHECK(refused.status == 503);
  embedded.run_until([&] { return embedded.drained; });
  const auto left = embedded.emulator->left();
  REQUIRE(left.size() == 1);
  CHECK(left.front().find("slow") != std::string::npos);
}

TEST_CASE("at its limit the end does not wait for what runs") {
  Ending ending;
  ending.embedded.drain(0ms);
  ending.embedded.run_until([&] { return ending.embedded.drained; });
  CHECK(ending.embedded.emulator->registry().find("slow")->latest()->pool->environments() == 0);
}
