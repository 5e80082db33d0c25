#include "core/function/environment_variables.h"

#include "tests/support/catch.h"

using namespace lambdalocal;

namespace {

Function python_function() {
  Function function;
  function.name = "thumbnail";
  function.handler = "app.handler";
  function.runtime = {"python3.13", RuntimeFamily::Python, 3, 13, false};
  return function;
}

Function custom_function() {
  Function function = python_function();
  function.runtime = {"provided.al2023", RuntimeFamily::Provided, 0, 0, false};
  return function;
}

RuntimeEnvironment layout() {
  RuntimeEnvironment environment;
  environment.task_root = "/bundle";
  environment.runtime_directory = "/runtime";
  environment.opt = "/layers";
  environment.interpreter_directory = "/python/bin";
  environment.runtime_api = "127.0.0.1:9001";
  environment.log_group = "/aws/lambda/thumbnail";
  environment.log_stream = "2026/10/08/[$LATEST]00";
  environment.family = {{"PYTHONPATH", "/runtime"}};
  environment.telemetry_log_fd = 3;
  return environment;
}

}  // namespace

TEST_CASE("a Python function gets exactly the variables recorded on AWS, with the paths of this machine") {
  CHECK(environment_variables(python_function(), layout()) ==
        EnvironmentVariables{
            {"AWS_ACCESS_KEY_ID", "AKIALAMBDALOCALDUMMY"},
            {"AWS_DEFAULT_REGION", "us-east-1"},
            {"AWS_EXECUTION_ENV", "AWS_Lambda_python3.13"},
            {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"},
            {"AWS_LAMBDA_FUNCTION_NAME", "thumbnail"},
            {"AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"},
            {"AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"},
            {"AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/thumbnail"},
            {"AWS_LAMBDA_LOG_STREAM_NAME", "2026/10/08/[$LATEST]00"},
            {"AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"},
            {"AWS_REGION", "us-east-1"},
            {"AWS_SECRET_ACCESS_KEY", dummy_credentials().secret_access_key},
            {"AWS_SESSION_TOKEN", *dummy_credentials().session_token},
            {"AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"},
            {"AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"},
            {"LAMBDA_RUNTIME_DIR", "/runtime"},
            {"LAMBDA_TASK_ROOT", "/bundle"},
            {"LANG", "en_US.UTF-8"},
            {"LD_LIBRARY_PATH", "/lib64:/usr/lib64:/runtime:/runtime/lib:/bundle:/bundle/lib:/layers/lib"},
            {"PATH", "/python/bin:/usr/local/bin:/usr/bin/:/bin:/layers/bin"},
            {"PWD", "/bundle"},
            {"PYTHONPATH", "/runtime"},
            {"SHLVL", "0"},
            {"TZ", ":UTC"},
            {"_AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1"},
            {"_AWS_XRAY_DAEMON_PORT", "2000"},
            {"_HANDLER", "app.handler"},
            {"_LAMBDA_TELEMETRY_LOG_FD", "3"},
        });
}

TEST_CASE("a custom runtime has no execution environment, no log descriptor and no traces of a shell") {
  RuntimeEnvironment environment = layout();
  environment.interpreter_directory.reset();
  environment.opt.reset();
  const auto variables = environment_variables(custom_function(), environment);
  for (const char* absent : {"AWS_EXECUTION_ENV", "_LAMBDA_TELEMETRY_LOG_FD", "PWD", "SHLVL", "_X_AMZN_TRACE_ID",
                             "AWS_LAMBDA_FUNCTION_TIMEOUT", "AWS_LAMBDA_MAX_CONCURRENCY", "AWS_LAMBDA_LOG_FORMAT",
                             "AWS_LAMBDA_LOG_LEVEL", "HOME"}) {
    CHECK(variables.count(absent) == 0);
  }
  CHECK(variables.at("PATH") == "/usr/local/bin:/usr/bin/:/bin");
  CHECK(variables.at("LD_LIBRARY_PATH") == "/lib64:/usr/lib64:/runtime:/runtime/lib:/bundle:/bundle/lib");
}

TEST_CASE("log format and level are told only when JSON is configured") {
  Function function = python_function();
  function.logging.format = LogFormat::JSON;
  auto variables = environment_variables(function, layout());
  CHECK(variables.at("AWS_LAMBDA_LOG_FORMAT") == "JSON");
  CHECK(variables.at("AWS_LAMBDA_LOG_LEVEL") == "INFO");
  function.logging.application_log_level = "DEBUG";
  CHECK(environment_variables(function, layout()).at("AWS_LAMBDA_LOG_LEVEL") == "DEBUG");
}

TEST_CASE(
    "the function's variables win over defaults and the family's, passed ones over these, nobody over reserved ones") {
  Function function = python_function();
  function.environment = {
      {"TABLE", "configured"}, {"TZ", "Europe/Madrid"}, {"PYTHONPATH", "mine"}, {"AWS_REGION", "x"}};
  RuntimeEnvironment environment = layout();
  environment.passed = {{"TABLE", "passed"}, {"LANG", "C"}, {"_HANDLER", "x"}, {"_X_AMZN_TRACE_ID", "x"}};
  const auto variables = environment_variables(function, environment);
  CHECK(variables.at("TABLE") == "passed");
  CHECK(variables.at("TZ") == "Europe/Madrid");
  CHECK(variables.at("PYTHONPATH") == "mine");
  CHECK(variables.at("LANG") == "C");
  CHECK(variables.at("AWS_REGION") == "us-east-1");
  CHECK(variables.at("_HANDLER") == "app.handler");
  CHECK(variables.count("_X_AMZN_TRACE_ID") == 0);
}

TEST_CASE("given credentials replace the dummies whole") {
  RuntimeEnvironment environment = layout();
  environment.credentials = Credentials{"id", "secret", std::nullopt};
  const auto variables = environment_variables(python_function(), environment);
  CHECK(variables.at("AWS_ACCESS_KEY_ID") == "id");
  CHECK(variables.at("AWS_SECRET_ACCESS_KEY") == "secret");
  CHECK(variables.count("AWS_SESSION_TOKEN") == 0);
}

TEST_CASE("an extension does not see what belongs to the runtime") {
  Function function = python_function();
  function.environment = {{"TABLE", "t"}};
  const auto variables = extension_environment_variables(environment_variables(function, layout()));
  for (const char* absent : {"_HANDLER", "AWS_EXECUTION_ENV", "AWS_XRAY_CONTEXT_MISSING", "AWS_XRAY_DAEMON_ADDRESS",
                             "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_LAMBDA_LOG_STREAM_NAME"}) {
    CHECK(variables.count(absent) == 0);
  }
  for (const char* present : {"TABLE", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "PATH"})
    CHECK(variables.count(present) == 1);
}

TEST_CASE("variables become NAME=value strings") {
  CHECK(environment_strings({{"B", "1=2"}, {"A", ""}}) == std::vector<std::string>{"A=", "B=1=2"});
}

TEST_CASE("reserved names, malformed names and NUL bytes are refused by name") {
  CHECK(check_user_environment({{"TABLE", "t"}, {"a1_", ""}, {"TZ", "UTC"}, {"PATH", "/x"}}).ok());
  for (const char* name :
       {"AWS_REGION", "_HANDLER", "AWS_LAMBDA_RUNTIME_API", "AWS_ACCESS_KEY_ID", "AWS_LAMBDA_MAX_CONCURRENCY"}) {
    const auto result = check_user_environment({{name, "x"}});
    REQUIRE(!result.ok());
    CHECK(result.error().kind == ErrorKind::BadConfiguration);
    CHECK(result.error().message.find(std::string(name) + " is reserved") != std::string::npos);
  }
  for (const char* name : {"A", "1A", "_A", "A-B", "", "A B", "\xc3\x84X"})
    CHECK(!check_user_environment({{name, "x"}}).ok());
  CHECK(!check_user_environment({{"NAME", std::string(1, '\0')}}).ok());
}

TEST_CASE("variables over 4 KB as JSON are refused, in AWS's words") {
  const std::size_t frame = std::string(R"({"KEY":""})").size();
  CHECK(check_user_environment({{"KEY", std::string(4096 - frame, 'x')}}).ok());
  const EnvironmentVariables over = {{"KEY", std::string(4097 - frame, 'x')}};
  const auto result = check_user_environment(over);
  REQUIRE(!result.ok());
  CHECK(result.error().message.find("exceeded the 4KB limit") != std::string::npos);
  CHECK(environment_limit_message({{"AB", "c"}}) ==
        "Lambda was unable to configure your environment variables because the environment variables you have provided "
        R"(exceeded the 4KB limit. String measured: {"AB":"c"})");
}
