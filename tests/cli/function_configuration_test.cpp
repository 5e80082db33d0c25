#include "cli/function_configuration.h"

#include <unistd.h>

#include <fstream>

#include "cli/commands/invoke_options.h"
#include "cli/passed_environment.h"
#include "tests/support/catch.h"

using namespace lambdalocal;

using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const output::Messages kSilent(output::Messages::Level::Errors);

FunctionOptions options_of(const std::vector<const char*>& arguments) {
  auto options = commands::parse_invoke_options(arguments);
  REQUIRE(options.ok());
  return *std::move(options);
}

Function configured(const FunctionOptions& options, const ChosenFunction& chosen) {
  const auto settings = settings_of(options, chosen);
  if (!settings) FAIL(settings.error().message);
  return function_of(options, chosen, *settings);
}

ChosenFunction chosen_with(FunctionSettings settings, const fs::path& code = "/project/hello") {
  return {code, std::move(settings), "/project/lambdalocal.json"};
}

fs::path file_with(std::string_view text) {
  std::string name = (fs::temp_directory_path() / "lambdalocal-env-XXXXXX").string();
  const int descriptor = ::mkstemp(name.data());
  REQUIRE(descriptor >= 0);
  ::close(descriptor);
  std::ofstream(name) << text;
  return name;
}

}  // namespace

TEST_CASE("a function nobody configured has AWS's defaults and the name of its bundle") {
  const Function function = configured(options_of({"hello"}), chosen_with({}));
  CHECK(function.name == "hello");
  CHECK(function.code == "/project/hello");
  CHECK(function.timeout == 3s);
  CHECK(function.memory_size_mb == 128);
  CHECK(function.ephemeral_storage_mb == 512);
  CHECK(function.region == "us-east-1");
  CHECK(function.version == "$LATEST");
  CHECK_FALSE(function.qualifier);
  CHECK(function.logging.format == LogFormat::Text);
}

TEST_CASE("flags beat the configuration file") {
  FunctionSettings file;
  file.function_name = "from-file";
  file.timeout = 10s;
  file.memory_size_mb = 512;
  file.handler = "file.handler";
  file.log_format = LogFormat::JSON;
  file.application_log_level = "WARN";
  file.layers = std::vector<fs::path>{"/project/layer"};
  const Function of_file = configured(options_of({"hello"}), chosen_with(file));
  CHECK(of_file.name == "from-file");
  CHECK(of_file.timeout == 10s);
  CHECK(of_file.memory_size_mb == 512);
  CHECK(of_file.handler == "file.handler");
  CHECK(of_file.layers == std::vector<fs::path>{"/project/layer"});
  CHECK(of_file.logging.format == LogFormat::JSON);
  CHECK(of_file.logging.application_log_level == "WARN");

  const Function of_flags = configured(
      options_of({"hello", "--function-name", "flag", "--timeout", "20", "--handler", "flag.handler", "--layer",
                  "l.zip", "--tmp-size", "1024", "--log-format", "text", "--region", "eu-west-1"}),
      chosen_with(file));
  CHECK(of_flags.name == "flag");
  CHECK(of_flags.timeout == 20s);
  CHECK(of_flags.memory_size_mb == 512);
  CHECK(of_flags.handler == "flag.handler");
  CHECK(of_flags.layers == std::vector<fs::path>{"l.zip"});
  CHECK(of_flags.ephemeral_storage_mb == 1024);
  CHECK(of_flags.logging.format == LogFormat::Text);
  CHECK(of_flags.region == "eu-west-1");
}

TEST_CASE("of variables, --env beats --env-file, a later file beats an earlier one, both beat the configuration file") {
  FunctionSettings file;
  file.environment = {{"A", "configuration"}, {"B", "configuration"}, {"C", "configuration"}, {"D", "configuration"}};
  const fs::path first = file_with("B=first\nC=first\nD=first\n");
  const fs::path second =
      file_with(R"({"Parameters": {"C": "second"}, "hello": {"D": "second"}, "other": {"A": "x"}})");
  const auto options =
      options_of({"hello", "--env-file", first.c_str(), "--env-file", second.c_str(), "--env", "D=flag"});
  const Function function = configured(options, chosen_with(file));
  CHECK(function.environment ==
        std::map<std::string, std::string>{{"A", "configuration"}, {"B", "first"}, {"C", "second"}, {"D", "flag"}});
  fs::remove(first);
  fs::remove(second);
}

TEST_CASE("an environment file that cannot be read is a configuration error") {
  const auto settings = settings_of(options_of({"hello", "--env-file", "/no/such/.env"}), chosen_with({}));
  REQUIRE_FALSE(settings.ok());
  CHECK(settings.error().kind == ErrorKind::BadConfiguration);
  CHECK(settings.error().message == "cannot read /no/such/.env: No such file or directory");
  CHECK(settings_of(options_of({"hello", "--env-file", "/"}), chosen_with({})).error().message ==
        "cannot read /: Is a directory");
}

TEST_CASE("a qualifier that is a number is the version executed, an alias executes $LATEST") {
  CHECK(configured(options_of({"hello", "--qualifier", "7"}), chosen_with({})).version == "7");
  const Function alias = configured(options_of({"hello", "--qualifier", "prod"}), chosen_with({}));
  CHECK(alias.version == "$LATEST");
  CHECK(alias.qualifier == "prod");
}

TEST_CASE("the name of a bundle becomes one that AWS takes") {
  CHECK(name_of_bundle("/x/my function.v2.zip") == "my-function-v2");
  CHECK(name_of_bundle("/x/orders_1.jar") == "orders_1");
  CHECK(name_of_bundle("/") == "function");
  CHECK(name_of_bundle("/x/" + std::string(100, 'a') + ".zip").size() == 64);
}

TEST_CASE("of the caller's variables a function gets those that are named") {
  const CallersEnvironment callers = {{"HOME", "/somewhere"}, {"EMPTY", ""}, {"SECRET", "x"}};
  const auto passed = passed_variables({"HOME", "EMPTY", "MISSING"}, callers, kSilent);
  REQUIRE(passed.ok());
  CHECK(*passed == EnvironmentVariables{{"HOME", "/somewhere"}, {"EMPTY", ""}});
}

TEST_CASE("names that Lambda keeps for itself cannot be passed") {
  const CallersEnvironment callers = {{"AWS_REGION", "eu-west-1"}, {"AWS_SESSION_TOKEN", "t"}};
  CHECK(passed_variables({"AWS_REGION"}, callers, kSilent).error().message ==
        "--pass-env AWS_REGION: Lambda keeps this name for itself");
  CHECK(passed_variables({"AWS_SESSION_TOKEN"}, callers, kSilent).error().message ==
        "--pass-env AWS_SESSION_TOKEN: Lambda keeps this name for itself; use --pass-aws-credentials");
}

TEST_CASE("credentials are passed whole or not at all") {
  CHECK(callers_credentials({}).error().kind == ErrorKind::Usage);
  CHECK_FALSE(callers_credentials({{"AWS_ACCESS_KEY_ID", "AKIA"}, {"AWS_SECRET_ACCESS_KEY", ""}}).ok());
  const auto keys = callers_credentials({{"AWS_ACCESS_KEY_ID", "AKIA"}, {"AWS_SECRET_ACCESS_KEY", "s"}});
  REQUIRE(keys.ok());
  CHECK(keys->access_key_id == "AKIA");
  CHECK_FALSE(keys->session_token);
  CHECK(callers_region({{"AWS_DEFAULT_REGION", "eu-west-1"}}) == "eu-west-1");
  CHECK(callers_region({{"AWS_DEFAULT_REGION", "a"}, {"AWS_REGION", "b"}}) == "b");
  CHECK_FALSE(callers_region({}));
}
