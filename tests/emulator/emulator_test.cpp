// The emulator as a program embeds it: a project applied, and applied again.
#include "emulator/emulator.h"

#include <algorithm>
#include <fstream>

#include "core/project/api_json.h"
#include "tests/support/descriptor_limit.h"
#include "tests/support/embedded_emulator.h"
#include "tests/support/raw_http_client.h"

using namespace lambdalocal;
using namespace std::chrono_literals;
using test::EmbeddedEmulator;
using Strings = std::vector<std::string>;

namespace {

gateway::FrontEndConfiguration http_api_to(const std::string& function) {
  gateway::FrontEndConfiguration api;
  gateway::RouteConfiguration route;
  route.route = gateway::parse_route_key("$default", gateway::ApiKind::Http).value();
  route.route.function = function;
  api.routes.push_back(route);
  return api;
}

void put(Project& project, const gateway::FrontEndConfiguration& front_end) {
  project.front_ends.insert_or_assign(gateway::name_of(front_end), front_end);
}

bool contains(const Strings& texts, std::string_view part) {
  return std::ranges::any_of(texts, [part](const auto& text) { return text.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("a project of one function is applied and invoked, without a server") {
  EmbeddedEmulator embedded;
  REQUIRE(embedded.emulator->apply(EmbeddedEmulator::project_of({embedded.function("f", "echo")})));
  CHECK(embedded.invoke("f") == "1");
  CHECK(embedded.invoke("g") == "error: there is no function g");
}

TEST_CASE("a function that cannot be made ready is the error of its invocations, until it can") {
  EmbeddedEmulator embedded;
  auto function = embedded.function("f", "echo");
  std::filesystem::rename(embedded.directory / "f", embedded.directory / "elsewhere");
  REQUIRE(embedded.emulator->apply(EmbeddedEmulator::project_of({function})));
  CHECK(embedded.invoke("f").starts_with("error: "));
  std::filesystem::rename(embedded.directory / "elsewhere", embedded.directory / "f");
  CHECK(embedded.invoke("f") == "1");
}

TEST_CASE("of a project that is applied again, what is the same is not touched and what has vanished is drained") {
  EmbeddedEmulator embedded;
  const auto same = embedded.function("same", "pid"), slow = embedded.function("slow", "pid-at-go");
  REQUIRE(embedded.emulator->apply(EmbeddedEmulator::project_of({same, slow})));
  const auto pid = embedded.invoke("same");
  std::optional<InvocationResult> running;
  embedded.start("slow", running);
  const auto vanishing = embedded.emulator->registry().find("slow");
  embedded.run_until([&] { return vanishing->latest() && vanishing->latest()->pool->busy() == 1; });

  const auto added = embedded.function("added", "echo");
  REQUIRE(embedded.emulator->apply(EmbeddedEmulator::project_of({same, added})));
  CHECK(embedded.invoke("same") == pid);
  CHECK(embedded.invoke("added") == "1");
  CHECK(embedded.invoke("slow") == "error: there is no function slow");
  CHECK(contains(embedded.observer.warnings, "slow is no longer configured"));
  CHECK_FALSE(running);
  embedded.go();
  embedded.run_until([&] { return running.has_value(); });
  CHECK(outcome_of(*running)->status == InvocationStatus::Success);
  embedded.run_until([&] { return vanishing->latest()->pool->environments() == 0; });
}

TEST_CASE("front ends listen where the project has them, and come and go with it") {
  EmbeddedEmulator embedded;
  embedded.listen();
  auto project = EmbeddedEmulator::project_of({embedded.function("a", "echo"), embedded.function("b", "pid")});
  put(project, http_api_to("a"));
  put(project, gateway::function_url_of("b", gateway::ResponseMode::Buffered));
  REQUIRE(embedded.emulator->apply(project));
  auto urls = embedded.emulator->front_end_urls();
  REQUIRE(urls.size() == 2);
  const auto http = EmbeddedEmulator::port_of(urls.at("HTTP API").url);
  const auto url = EmbeddedEmulator::port_of(urls.at("Function URL of b").url);
  CHECK(embedded.ask(http, "GET", "/pets").body.find(R"("rawPath":"/pets")") != std::string::npos);

  project.front_ends.erase("Function URL of b");
  put(project, http_api_to("b"));
  REQUIRE(embedded.emulator->apply(project));
  urls = embedded.emulator->front_end_urls();
  CHECK(urls.size() == 1);
  CHECK(EmbeddedEmulator::port_of(urls.at("HTTP API").url) == http);
  CHECK(embedded.ask(http, "GET", "/").body == embedded.invoke("b"));
  CHECK(contains(embedded.observer.said, "Function URL of b is no longer configured: it has ended"));
  CHECK(url != http);

  put(project, http_api_to("nobody"));
  const auto refused = embedded.emulator->apply(project);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message.find("there is no function nobody") != std::string::npos);
  CHECK(embedded.ask(http, "GET", "/").body == embedded.invoke("b"));
}

TEST_CASE("where a front end is out of descriptors, an idle execution environment makes room") {
  EmbeddedEmulator embedded;
  embedded.listen();
  auto project = EmbeddedEmulator::project_of({embedded.function("a", "echo")});
  put(project, http_api_to("a"));
  REQUIRE(embedded.emulator->apply(project));
  embedded.invoke("a");
  const auto pool = embedded.emulator->registry().find("a")->latest()->pool;
  REQUIRE(pool->idle() == 1);
  std::optional<test::DescriptorLimit> none;
  test::RawHttpClient late(embedded.loop,
                           EmbeddedEmulator::port_of(embedded.emulator->front_end_urls().at("HTTP API").url));
  none.emplace(3);  // every new descriptor is one too many
  late.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  embedded.run_until([&] { return pool->idle() == 0; });
  none.reset();
  CHECK(late.receive().status == 200);
}

TEST_CASE("two HTTP APIs of one project have a port each") {
  EmbeddedEmulator embedded;
  embedded.listen();
  auto project = EmbeddedEmulator::project_of({embedded.function("a", "pid"), embedded.function("b", "pid")});
  auto admin = http_api_to("b");
  admin.name = "admin";
  put(project, http_api_to("a"));
  put(project, admin);
  REQUIRE(embedded.emulator->apply(project));
  const auto urls = embedded.emulator->front_end_urls();
  CHECK(embedded.ask(EmbeddedEmulator::port_of(urls.at("HTTP API").url), "GET", "/").body == embedded.invoke("a"));
  CHECK(embedded.ask(EmbeddedEmulator::port_of(urls.at("HTTP API admin").url), "GET", "/").body ==
        embedded.invoke("b"));
}

TEST_CASE("functions that are to be connected are told the Lambda API's address, unless they name one themselves") {
  EmbeddedEmulator embedded;
  embedded.listen();
  auto told = embedded.function("told", "echo"), own = embedded.function("own", "echo");
  told.local.connect = own.local.connect = true;
  own.settings.environment["AWS_ENDPOINT_URL_LAMBDA"] = "http://elsewhere";
  const auto alone = embedded.function("alone", "echo");
  REQUIRE(embedded.emulator->apply(EmbeddedEmulator::project_of({told, own, alone})));
  const auto& registry = embedded.emulator->registry();
  const auto endpoint_of = [&](const char* name) {
    const auto& variables = registry.find(name)->configuration().environment;
    const auto found = variables.find("AWS_ENDPOINT_URL_LAMBDA");
    return found == variables.end() ? std::string("none") : found->second;
  };
  CHECK(endpoint_of("told") == embedded.emulator->lambda_api_url());
  CHECK(endpoint_of("own") == "http://elsewhere");
  CHECK(endpoint_of("alone") == "none");
}

TEST_CASE("a change of a source leads to another project; one that cannot be read leaves what was, and is told") {
  EmbeddedEmulator embedded;
  const auto source = embedded.directory / "source";
  std::ofstream(source) << "one";
  const auto one = embedded.function("one", "echo"), two = embedded.function("two", "echo");
  const auto read = [=]() -> Result<Project> {
    std::string word;
    std::ifstream(source) >> word;
    if (word != "one" && word != "two") return Error{ErrorKind::BadConfiguration, "no such word: " + word};
    auto project = EmbeddedEmulator::project_of({word == "one" ? one : two});
    project.sources = {source};
    return project;
  };
  REQUIRE(embedded.emulator->apply(read().value()));
  embedded.emulator->watch(read);
  CHECK(embedded.invoke("one") == "1");
  std::ofstream(source) << "three";
  embedded.run_until([&] { return !embedded.observer.errors.empty(); });
  CHECK(embedded.observer.errors.front() == "no such word: three\nthe configuration from before goes on");
  CHECK(embedded.invoke("one") == "1");
  std::ofstream(source) << "two";
  embedded.run_until([&] { return embedded.emulator->registry().find("two") != nullptr; });
  CHECK(embedded.invoke("two") == "1");
  CHECK(embedded.emulator->registry().find("one") == nullptr);
}

TEST_CASE("an invocation that begins after the configuration was written runs as that says") {
  EmbeddedEmulator embedded;
  const auto source = embedded.directory / "source";
  std::ofstream(source) << "30";
  const auto function = embedded.function("f", "echo");
  const auto read = [=]() -> Result<Project> {
    int seconds = 0;
    std::ifstream(source) >> seconds;
    auto changed = function;
    changed.settings.timeout = std::chrono::seconds(seconds);
    auto project = EmbeddedEmulator::project_of({changed});
    project.sources = {source};
    return project;
  };
  REQUIRE(embedded.emulator->apply(read().value()));
  embedded.emulator->watch(read);
  embedded.invoke("f");
  for (int seconds = 31; seconds < 41; ++seconds) {
    std::ofstream(source) << seconds;
    CHECK(embedded.invoke("f") == "1");
    CHECK(embedded.emulator->registry().find("f")->configuration().timeout == std::chrono::seconds(seconds));
  }
}
