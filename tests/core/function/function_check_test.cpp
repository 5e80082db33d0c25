#include "core/function/function_check.h"

#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace std::chrono_literals;

namespace {

Function good() {
  Function function;
  function.name = "orders-v2_x";
  function.handler = "app.handler";
  function.runtime = {"python3.13", RuntimeFamily::Python, 3, 13, false};
  return function;
}

// The error of a good function after `change`, or "" when it is still good.
template <typename Change>
std::string error_after(Change change) {
  Function function = good();
  change(function);
  const auto result = check_function(function);
  if (result) return "";
  CHECK(result.error().kind == ErrorKind::BadConfiguration);
  return result.error().message;
}

}  // namespace

TEST_CASE("a function with Lambda's defaults is taken") { CHECK(check_function(good()).ok()); }

TEST_CASE("names, qualifiers, regions and account ids have AWS's form") {
  for (const char* name : {"", "a b", "a.b", "a:b", "\xc3\xa9"}) {
    CHECK(error_after([&](Function& function) { function.name = name; }).starts_with("function name \""));
  }
  CHECK(error_after([](Function& function) { function.name = std::string(64, 'x'); }).empty());
  CHECK(!error_after([](Function& function) { function.name = std::string(65, 'x'); }).empty());
  for (const char* qualifier : {"$LATEST", "$LATEST.PUBLISHED", "12", "live"}) {
    CHECK(error_after([&](Function& function) { function.qualifier = qualifier; }).empty());
  }
  for (const char* qualifier : {"", "a.b", "a b"}) {
    CHECK(!error_after([&](Function& function) { function.qualifier = qualifier; }).empty());
  }
  for (const char* region :
       {"us-east-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1", "cn-north-1"}) {
    CHECK(error_after([&](Function& function) { function.region = region; }).empty());
  }
  for (const char* region :
       {"", "us", "us-east", "us-east-", "us-east-10", "US-east-1", "us--1", "us-ea1st-1", "local"}) {
    CHECK(error_after([&](Function& function) { function.region = region; }).starts_with("region \""));
  }
  CHECK(!error_after([](Function& function) { function.account_id = "1234"; }).empty());
}

TEST_CASE("a handler is short and has no white space; only a custom runtime does without") {
  CHECK(
      error_after([](Function& function) { function.handler = "app handler"; }).starts_with("handler \"app handler\""));
  CHECK(error_after([](Function& function) { function.handler = std::string(128, 'x'); }).empty());
  CHECK(!error_after([](Function& function) { function.handler = std::string(129, 'x'); }).empty());
  CHECK(!error_after([](Function& function) { function.handler.clear(); }).empty());
  CHECK(error_after([](Function& function) {
          function.handler.clear();
          function.runtime = {"provided.al2023", RuntimeFamily::Provided, 0, 0, false};
        }).empty());
}

TEST_CASE("timeout, memory, storage and layers stay in their ranges, and the error names value and range") {
  CHECK(error_after([](Function& function) { function.timeout = 900s; }).empty());
  CHECK(error_after([](Function& function) { function.timeout = 901s; }) ==
        "timeout 901 seconds is not allowed on Lambda\nit must be 1 to 900 seconds");
  CHECK(!error_after([](Function& function) { function.timeout = 0s; }).empty());
  CHECK(!error_after([](Function& function) { function.timeout = 1500ms; }).empty());
  CHECK(error_after([](Function& function) { function.memory_size_mb = 127; }) ==
        "memory size 127 MB is not allowed on Lambda\nit must be 128 to 10240 MB");
  CHECK(error_after([](Function& function) { function.memory_size_mb = 10240; }).empty());
  CHECK(!error_after([](Function& function) { function.ephemeral_storage_mb = 511; }).empty());
  CHECK(error_after([](Function& function) { function.layers.resize(5); }).empty());
  CHECK(!error_after([](Function& function) { function.layers.resize(6); }).empty());
}

TEST_CASE("logging and environment variables are checked too") {
  CHECK(error_after([](Function& function) {
          function.logging = {LogFormat::JSON, "DEBUG", "/aws/lambda/orders"};
        }).empty());
  CHECK(!error_after([](Function& function) { function.logging.application_log_level = "DEBUG"; }).empty());
  CHECK(!error_after([](Function& function) { function.logging = {LogFormat::JSON, "LOUD", {}}; }).empty());
  CHECK(!error_after([](Function& function) { function.logging.log_group = "aws/mine"; }).empty());
  CHECK(!error_after([](Function& function) { function.environment = {{"AWS_REGION", "x"}}; }).empty());
}
