#include "core/project/lambdalocal_json.h"

#include "tests/support/catch.h"
#include "tests/support/text.h"

using namespace lambdalocal;
using namespace std::chrono_literals;

namespace {

ConfigurationFile parsed(std::string_view text) {
  auto file = parse_configuration_file(text, "/project/lambdalocal.json");
  if (!file) FAIL(file.error().message);
  return *std::move(file);
}

std::string refused(std::string_view text) {
  const auto file = parse_configuration_file(text, "/project/lambdalocal.json");
  REQUIRE_FALSE(file.ok());
  CHECK(file.error().kind == ErrorKind::BadConfiguration);
  return file.error().message;
}

}  // namespace

TEST_CASE("a configuration file for one function takes AWS's names") {
  const ConfigurationFile file = parsed(R"({
    "FunctionName": "orders", "CodeUri": "build/orders.zip", "Runtime": "python3.13", "Handler": "app.handler",
    "Timeout": 30, "MemorySize": 512, "Environment": {"Variables": {"TABLE": "orders", "EMPTY": ""}},
    "Layers": ["layers/a", "/opt/b.zip"], "EphemeralStorage": {"Size": 1024},
    "LoggingConfig": {"LogFormat": "JSON", "ApplicationLogLevel": "DEBUG", "LogGroup": "/mine"},
    "TenancyConfig": {"TenantIsolationMode": "PER_TENANT"}, "Isolation": "strict", "Network": "none"
  })");
  REQUIRE(file.only);
  CHECK(file.functions.empty());
  const FunctionSettings& settings = *file.only;
  CHECK(settings.function_name == "orders");
  CHECK(settings.code == "/project/build/orders.zip");
  CHECK(settings.runtime == "python3.13");
  CHECK(settings.handler == "app.handler");
  CHECK(settings.timeout == 30s);
  CHECK(settings.memory_size_mb == 512);
  CHECK(settings.environment == std::map<std::string, std::string>{{"TABLE", "orders"}, {"EMPTY", ""}});
  CHECK(settings.layers == std::vector<std::filesystem::path>{"/project/layers/a", "/opt/b.zip"});
  CHECK(settings.ephemeral_storage_mb == 1024);
  CHECK(settings.log_format == LogFormat::JSON);
  CHECK(settings.application_log_level == "DEBUG");
  CHECK(settings.log_group == "/mine");
  CHECK(settings.tenant_isolation == true);
  CHECK(settings.isolation == Isolation::Strict);
  CHECK(settings.network == Network::None);
}

TEST_CASE("what isolation and a network may be is told") {
  CHECK(contains(refused(R"({"CodeUri": "a", "Isolation": "full"})"), R"("auto", "strict" or "off", not "full")"));
  CHECK(contains(refused(R"({"CodeUri": "a", "Network": true})"), R"("host" or "none", not true)"));
}

TEST_CASE("a configuration file for several functions names each and its code") {
  const ConfigurationFile file = parsed(R"({"Functions": {
    "orders": {"CodeUri": "../orders.zip", "Timeout": 5}, "mails": {"CodeUri": "mails", "FunctionName": "mails-prod"}}})");
  CHECK_FALSE(file.only);
  REQUIRE(file.functions.size() == 2);
  CHECK(file.functions.at("orders").code == "/orders.zip");
  CHECK(file.functions.at("orders").function_name == "orders");
  CHECK(file.functions.at("orders").timeout == 5s);
  CHECK(file.functions.at("mails").code == "/project/mails");
  CHECK(file.functions.at("mails").function_name == "mails-prod");
}

TEST_CASE("whole numbers and booleans become the text of environment variables") {
  const auto file = parsed(R"({"Environment": {"Variables": {"PORT": 8080, "DEBUG": true, "NEGATIVE": -1}}})");
  CHECK(file.only->environment ==
        std::map<std::string, std::string>{{"PORT", "8080"}, {"DEBUG", "true"}, {"NEGATIVE", "-1"}});
}

TEST_CASE("an empty object says nothing about the function") { CHECK(*parsed("{}").only == FunctionSettings{}); }

TEST_CASE("a byte order mark in front of the configuration is accepted") {
  CHECK(parsed("\xef\xbb\xbf{\"Timeout\": 4}").only->timeout == 4s);
}

TEST_CASE("what AWS knows and has no effect here is named, and kept as it was written") {
  const auto file = parsed(R"({"Role": "arn:aws:iam::1:role/r", "Timeout": 4, "VpcConfig": {"SubnetIds": []},
      "LoggingConfig": {"SystemLogLevel": "WARN"}})");
  CHECK(file.only->without_effect == std::vector<KeptSetting>{{"Role", R"("arn:aws:iam::1:role/r")"},
                                                              {"VpcConfig", R"({"SubnetIds":[]})"},
                                                              {"LoggingConfig.SystemLogLevel", R"("WARN")"}});
  FunctionSettings over;
  over.without_effect = {{"Role", "null"}};
  CHECK(overlay(over, *file.only).without_effect ==
        std::vector<KeptSetting>{
            {"Role", "null"}, {"VpcConfig", R"({"SubnetIds":[]})"}, {"LoggingConfig.SystemLogLevel", R"("WARN")"}});
  CHECK(file.only->timeout == 4s);
}

TEST_CASE("text that is no JSON is refused with its line and column") {
  CHECK(refused("{\n  \"Timeout\": 3,\n}") ==
        "/project/lambdalocal.json:3:1: not valid JSON: found '}', expected a name in double quotes");
  CHECK(refused("{\"Timeout\" 3}") ==
        "/project/lambdalocal.json:1:12: not valid JSON: found '3', expected ':' after the name");
  CHECK(refused("{\n\"Timeout\": 3").starts_with("/project/lambdalocal.json:2:13: not valid JSON: "));
  CHECK(refused("").starts_with("/project/lambdalocal.json:1:1: not valid JSON: "));
  CHECK(refused("{\"Handler\": \"\\ud800\"}") ==
        "/project/lambdalocal.json: a string or a number that no program can read");
  CHECK(refused("{\"Timeout\": 1e999}") == "/project/lambdalocal.json: a string or a number that no program can read");
}

TEST_CASE("a misspelt key of the configuration gets a suggestion") {
  CHECK(refused(R"({"TimeOut": 3})") == "/project/lambdalocal.json:1:2: unknown key TimeOut; did you mean Timeout?");
  CHECK(refused(R"({"Environment": {"Variable": {}}})") ==
        "/project/lambdalocal.json:1:18: unknown key Environment.Variable; did you mean Variables?");
  CHECK(refused(R"({"Functions": {"a": {"CodeUri": ".", "Handlr": "x"}}})") ==
        "/project/lambdalocal.json:1:38: Functions.a: unknown key Handlr; did you mean Handler?");
  CHECK(refused(R"({"LoggingConfig": {"Colour": 1}})") ==
        "/project/lambdalocal.json:1:20: unknown key LoggingConfig.Colour; known here: LogFormat, ApplicationLogLevel, "
        "LogGroup, SystemLogLevel");
}

TEST_CASE("a value of the wrong type is named with its place and what it should be") {
  const auto row = GENERATE(table<std::string, std::string>({
      {R"({"Timeout": "3"})", "1:2: Timeout must be a whole number of seconds, not a string"},
      {R"({"Timeout": 2.5})", "1:2: Timeout must be a whole number of seconds, not a fraction"},
      {R"({"Timeout": 99999999999999999999})", "1:2: Timeout must be a whole number of seconds, not a fraction"},
      {R"({"Timeout": 9999999999})", "1:2: Timeout is out of range: 9999999999"},
      {R"({"MemorySize": null})", "1:2: MemorySize must be a whole number of megabytes, not null"},
      {R"({"Handler": []})", "1:2: Handler must be a string, not a list"},
      {R"({"Layers": "a"})", "1:2: Layers must be a list of directories and archives, not a string"},
      {R"({"Layers": ["a", 1]})", "1:2: Layers[1] must be a string, not a number"},
      {R"({"Environment": {"Variables": {"A": {}}}})", "1:32: Environment.Variables.A must be a string, not an object"},
      {R"({"Environment": {"Variables": {"A": 1.5}}})",
       "1:32: Environment.Variables.A must be a string, not a fraction"},
      {R"({"Environment": ["A=1"]})", "1:2: Environment must be an object, not a list"},
      {R"({"EphemeralStorage": 512})", "1:2: EphemeralStorage must be an object, not a number"},
      {R"({"LoggingConfig": {"LogFormat": "json"}})",
       R"(1:20: LoggingConfig.LogFormat must be "Text" or "JSON", not "json")"},
      {R"({"Functions": []})", "1:2: Functions must be an object of functions by name, not a list"},
      {R"({"Functions": {"a": 1}})", "1:16: Functions.a: must be an object, not a number"},
      {R"({"Functions": {}, "Timeout": 3})",
       "1:19: Timeout stands beside Functions; move it into the functions it is meant for"},
      {"{\n  \"Timeout\": 3,\n  \"Environment\": {\"Variables\": {\n    \"A\": null}}\n}",
       "4:5: Environment.Variables.A must be a string, not null"},
      {R"([])", "1:1: must be an object, not a list"},
      {R"({"Timeout": 3, "Timeout": 4})", "1:16: the key Timeout stands there twice"},
      {"{\"Functions\": {\"a\": {\"CodeUri\": \"a\",\n\"Timeout\": 3,\n  \"Timeout\": 4}}}",
       "3:3: the key Timeout stands there twice"},
      {R"({"Tags": [{"A": 1, "A": 2}]})", "1:2: the key A stands there twice"},
      {R"({"Timeout": 3, "$schema": 4})", "1:16: $schema must be a string, not a number"},
      {R"({"Functions": {}, "Function": {}})", "1:19: unknown key Function; did you mean Functions?"},
  }));
  CHECK(refused(std::get<0>(row)) == "/project/lambdalocal.json:" + std::get<1>(row));
}

TEST_CASE("settings laid over others win, variable by variable") {
  FunctionSettings flags;
  flags.timeout = 9s;
  flags.environment = {{"A", "flag"}};
  FunctionSettings file;
  file.timeout = 3s;
  file.handler = "app.handler";
  file.environment = {{"A", "file"}, {"B", "file"}};
  file.layers = std::vector<std::filesystem::path>{"/layer"};
  const FunctionSettings both = overlay(flags, file);
  CHECK(both.timeout == 9s);
  CHECK(both.handler == "app.handler");
  CHECK(both.environment == std::map<std::string, std::string>{{"A", "flag"}, {"B", "file"}});
  CHECK(both.layers == file.layers);

  flags.layers.emplace();
  CHECK(overlay(flags, file).layers->empty());
}
