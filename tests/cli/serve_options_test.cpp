#include "cli/commands/serve_options.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::commands;
using namespace std::chrono_literals;

namespace {

Result<ServeOptions> parse(std::vector<const char*> arguments) { return parse_serve_options(arguments); }

std::string error_of(std::vector<const char*> arguments) {
  const auto options = parse(std::move(arguments));
  REQUIRE_FALSE(options);
  CHECK(options.error().kind == ErrorKind::Usage);
  return options.error().message;
}

}  // namespace

TEST_CASE("serve without flags serves lambdalocal.json on loopback, with AWS's delays") {
  const auto options = parse({});
  REQUIRE(options);
  CHECK(options->functions.empty());
  CHECK(options->host == "127.0.0.1");
  CHECK_FALSE(options->port);
  CHECK(options->max_concurrency == 100);
  CHECK(options->async_delay_scale == 1);
  CHECK(options->watch);
}

TEST_CASE("serve's flags are read") {
  const auto options = parse({"a",
                              "b.zip",
                              "--port",
                              "0",
                              "--http-port",
                              "8080",
                              "--route",
                              "GET /a=a",
                              "--route",
                              "$default=b",
                              "--url",
                              "a:stream",
                              "--url",
                              "b",
                              "--max-concurrency",
                              "7",
                              "--idle-timeout",
                              "1.5m",
                              "--keep-warm",
                              "2",
                              "--freeze",
                              "--no-watch",
                              "--async-delay-scale",
                              "0.01",
                              "--drain-timeout",
                              "5s",
                              "--timeout",
                              "5"});
  REQUIRE(options);
  CHECK(options->functions == std::vector<std::string>{"a", "b.zip"});
  CHECK(options->port == 0);
  CHECK(options->http_port == 8080);
  CHECK(options->routes == std::vector<std::string>{"GET /a=a", "$default=b"});
  REQUIRE(options->urls.size() == 2);
  CHECK(options->urls[0].function == "a");
  CHECK(options->urls[0].mode == StreamMode::ResponseStream);
  CHECK(options->urls[1].mode == StreamMode::Buffered);
  CHECK(options->max_concurrency == 7);
  CHECK(options->idle_timeout == 90s);
  CHECK(options->keep_warm == 2);
  CHECK(options->freeze);
  CHECK_FALSE(options->watch);
  CHECK(options->async_delay_scale == 0.01);
  CHECK(options->settings.timeout == 5s);
}

TEST_CASE("what makes no sense to serve is a usage error that names the flag") {
  CHECK(error_of({"--port", "65536"}).find("--port takes a port from 0 to 65535") == 0);
  CHECK(error_of({"--port", "x"}).find("--port takes a port") == 0);
  CHECK(error_of({"--max-concurrency", "0"}).find("--max-concurrency") == 0);
  CHECK(error_of({"--idle-timeout", "soon"}) == "--idle-timeout takes a time such as 90s, 10m or 500ms, not 'soon'");
  CHECK(error_of({"--idle-timeout", "-1s"}).find("--idle-timeout") == 0);
  CHECK(error_of({"--async-delay-scale", "-1"}).find("--async-delay-scale") == 0);
  CHECK(error_of({"--url", "f:fast"}) ==
        "--url takes FUNCTION, FUNCTION:stream, FUNCTION:PORT or FUNCTION:stream:PORT, not 'f:fast'");
  CHECK(error_of({"--tls-cert", "c.pem"}).find("--tls-cert and --tls-key go together") == 0);
  CHECK(error_of({"--quiet", "--verbose"}) == "--quiet and --verbose contradict each other");
  CHECK(error_of({"a", "b", "--function-name", "c"}).find("--function-name is for one function") == 0);
  CHECK(error_of({"--prot", "1"}) == "unknown option --prot; did you mean --port?");
}

TEST_CASE("each front end may be given its port, a load balancer its multi-value headers") {
  const auto options = parse({"fn", "--rest", "POST /x", "--rest-port", "4001", "--alb", "fn:multi", "--alb-port", "0",
                              "--url", "fn:stream:4002", "--url", "other:4003", "--account-id", "000000000007",
                              "--allow-origin", "https://app.example.com/"});
  REQUIRE(options);
  CHECK(options->rest_port == 4001);
  CHECK(options->alb_port == 0);
  CHECK(options->alb->function == "fn");
  CHECK(options->alb->multi_value_headers == true);
  CHECK(options->urls[0].mode == StreamMode::ResponseStream);
  CHECK(options->urls[0].port == 4002);
  CHECK(options->urls[1].function == "other");
  CHECK(options->urls[1].port == 4003);
  CHECK(options->account_id == "000000000007");
  CHECK(options->allowed_origins == std::vector<std::string>{"https://app.example.com"});
  CHECK_FALSE(parse({"--url", "fn"})->urls[0].port);
  CHECK_FALSE(parse({"--alb", "fn"})->alb->multi_value_headers);
  CHECK(error_of({"--alb", "fn:many"}).find("FUNCTION:multi") != std::string::npos);
  CHECK(error_of({"--url", "fn:99999"}).find("0 to 65535") != std::string::npos);
  CHECK(error_of({"--url", "fn:stream:"}).find("FUNCTION:stream:PORT") != std::string::npos);
  CHECK(error_of({"--account-id", "12345"}).find("twelve digits") != std::string::npos);
  CHECK(error_of({"--allow-origin", "app.example.com"}).find("https://app.example.com") != std::string::npos);
}

TEST_CASE("functions may be told where the Lambda API is, and authorizers left out") {
  const auto options = parse({"--connect", "--disable-authorizer", "--timeout", "5"});
  REQUIRE(options);
  CHECK(options->connect);
  CHECK(options->disable_authorizers);
  CHECK_FALSE(parse({"--timeout", "5"})->disable_authorizers);
}
