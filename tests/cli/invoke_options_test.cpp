#include "cli/commands/invoke_options.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::commands;
using namespace std::chrono_literals;

namespace {

InvokeOptions parsed(const std::vector<const char*>& arguments) {
  auto options = parse_invoke_options(arguments);
  if (!options) FAIL(options.error().message);
  return *std::move(options);
}

std::string refused(const std::vector<const char*>& arguments) {
  const auto options = parse_invoke_options(arguments);
  REQUIRE_FALSE(options.ok());
  CHECK(options.error().kind == ErrorKind::Usage);
  return options.error().message;
}

}  // namespace

TEST_CASE("invoke with a function only takes AWS's defaults") {
  const InvokeOptions options = parsed({"hello"});
  CHECK(options.function == "hello");
  CHECK(options.event == "{}");
  CHECK(options.settings == FunctionSettings{});
  CHECK(options.repeat == 1);
  CHECK(options.log == LogOutput::All);
  CHECK(options.payload == PayloadOutput::Bytes);
  CHECK_FALSE(options.outside_packages);
}

TEST_CASE("every flag of invoke reaches its setting") {
  const InvokeOptions options = parsed({"fn.zip",
                                        "--event",
                                        "e.json",
                                        "--handler",
                                        "app.handler",
                                        "--runtime",
                                        "python3.13",
                                        "--strict-runtime",
                                        "--timeout",
                                        "30",
                                        "--memory",
                                        "512",
                                        "--tmp-size",
                                        "1024",
                                        "--env",
                                        "A=1",
                                        "--env",
                                        "B=x=y",
                                        "--env-file",
                                        ".env",
                                        "--layer",
                                        "l1",
                                        "--layer",
                                        "l2.zip",
                                        "--function-name",
                                        "orders",
                                        "--qualifier",
                                        "prod",
                                        "--region",
                                        "eu-west-1",
                                        "--client-context",
                                        "{\"custom\":{}}",
                                        "--tenant-id",
                                        "blue",
                                        "--trace-header",
                                        "Root=1-2-3",
                                        "--log-format",
                                        "json",
                                        "--log-level",
                                        "debug",
                                        "--pass-env",
                                        "HOME",
                                        "--pass-env",
                                        "USER",
                                        "--pass-aws-credentials",
                                        "--isolated",
                                        "--no-extensions",
                                        "--isolation",
                                        "strict",
                                        "--network",
                                        "none",
                                        "--snap-start",
                                        "--repeat",
                                        "3",
                                        "--cold",
                                        "--json",
                                        "--log-tail",
                                        "--verbose"});
  CHECK(options.function == "fn.zip");
  CHECK(options.event == "e.json");
  CHECK(options.settings.handler == "app.handler");
  CHECK(options.settings.runtime == "python3.13");
  CHECK(options.version_match == VersionMatch::Exact);
  CHECK(options.settings.timeout == 30s);
  CHECK(options.settings.memory_size_mb == 512);
  CHECK(options.settings.ephemeral_storage_mb == 1024);
  CHECK(options.settings.environment == std::map<std::string, std::string>{{"A", "1"}, {"B", "x=y"}});
  CHECK(options.environment_files == std::vector<std::filesystem::path>{".env"});
  CHECK(options.settings.layers == std::vector<std::filesystem::path>{"l1", "l2.zip"});
  CHECK(options.settings.function_name == "orders");
  CHECK(options.qualifier == "prod");
  CHECK(options.region == "eu-west-1");
  CHECK(options.client_context == "{\"custom\":{}}");
  CHECK(options.tenant_id == "blue");
  CHECK(options.trace_header == "Root=1-2-3");
  CHECK(options.settings.log_format == LogFormat::JSON);
  CHECK(options.settings.application_log_level == "DEBUG");
  CHECK(options.settings.isolation == Isolation::Strict);
  CHECK(options.settings.network == Network::None);
  CHECK(options.passed_variables == std::vector<std::string>{"HOME", "USER"});
  CHECK(options.pass_aws_credentials);
  CHECK(options.no_extensions);
  CHECK(options.snap_start);
  CHECK(options.outside_packages == OutsidePackages::Hidden);
  CHECK(options.repeat == 3);
  CHECK(options.cold);
  CHECK(options.payload == PayloadOutput::Record);
  CHECK(options.log == LogOutput::Tail);
  CHECK(options.verbose);
}

TEST_CASE("flags may stand before and after the function, with = or a space") {
  CHECK(parsed({"--env", "A=1", "fn"}).function == "fn");
  CHECK(parsed({"--layer", "a", "fn", "--layer=b"}).settings.layers->size() == 2);
  CHECK(parsed({"--event=-", "fn"}).event == "-");
  CHECK(parsed({"-q", "fn"}).log == LogOutput::None);
  CHECK(parsed({"-e", "x.json", "-v", "fn"}).verbose);
}

TEST_CASE("an inline event reaches us as typed") {
  for (const char* event : {"{\"a\": [1, 2]}", "[1,2]", "[]", "\"text\"", "-", "42", "-1", "", "{\"a\":\"b,c\"}"}) {
    CHECK(parsed({"fn", "--event", event}).event == event);
  }
}

TEST_CASE("values of variables are kept as they are") {
  const auto environment =
      parsed({"fn", "--env", "A=", "--env", "B=[1,2]", "--env", "C=a b", "--env", "D=\"q\"", "--env", "A=2"})
          .settings.environment;
  CHECK(environment == std::map<std::string, std::string>{{"A", "2"}, {"B", "[1,2]"}, {"C", "a b"}, {"D", "\"q\""}});
}

TEST_CASE("timeouts are whole seconds") {
  CHECK(parsed({"fn", "--timeout", "3s"}).settings.timeout == 3s);
  for (const char* timeout : {"2.5", "500ms", "three", "3 s", "s", "0x3", "99999999999"}) {
    CHECK(refused({"fn", "--timeout", timeout}) ==
          "--timeout takes whole seconds, as on AWS, not '" + std::string(timeout) + "'");
  }
}

TEST_CASE("sizes are whole megabytes") {
  CHECK(parsed({"fn", "--memory", "256MB", "--tmp-size", "600MB"}).settings.memory_size_mb == 256);
  CHECK(refused({"fn", "--memory", "1GB"}) == "--memory takes a whole number of megabytes, not '1GB'");
}

TEST_CASE("a misspelt flag gets a suggestion") {
  CHECK(refused({"fn", "--tiemout", "5"}) == "unknown option --tiemout; did you mean --timeout?");
  CHECK(refused({"--envfile=x", "fn"}) == "unknown option --envfile; did you mean --env-file?");
  CHECK(refused({"fn", "--docker-network", "x"}) == "unknown option --docker-network");
  CHECK(refused({"fn", "-x"}) == "unknown option -x");
}

TEST_CASE("a command line that makes no sense is refused in one line") {
  CHECK(refused({"a", "b"}) == "one function at a time: 'b' is one too many");
  CHECK(refused({"fn", "--handler"}) == "--handler needs a value");
  CHECK(refused({"fn", "--event", "--cold"}) == "--event needs a value");
  CHECK(refused({"fn", "--handler", "a", "--handler", "b"}) == "--handler is given more than once");
  CHECK(refused({"fn", "--env", "A"}) == "--env takes NAME=VALUE, not 'A'");
  CHECK(refused({"fn", "--env", "=1"}) == "--env takes NAME=VALUE, not '=1'");
  CHECK(refused({"fn", "--repeat", "0"}) == "--repeat takes how often to invoke, not '0'");
  CHECK(refused({"fn", "--repeat", "many"}) == "--repeat takes how often to invoke, not 'many'");
  CHECK(refused({"fn", "--log-format", "xml"}) == "--log-format takes text or json, not 'xml'");
  CHECK(refused({"fn", "--quiet", "--log-tail"}) == "--quiet and --log-tail contradict each other");
}

TEST_CASE("help is understood among other flags") {
  CHECK(parsed({"--help"}).help);
  CHECK(parsed({"fn", "-h", "--timeout", "x"}).help);
}
