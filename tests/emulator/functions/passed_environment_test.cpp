#include "emulator/functions/passed_environment.h"

#include "tests/support/catch.h"
#include "tests/support/recorded_observer.h"

using namespace lambdalocal;

TEST_CASE("of the caller's variables a function gets those that are named") {
  Notices notices;
  const CallersEnvironment callers = {{"HOME", "/somewhere"}, {"EMPTY", ""}, {"SECRET", "x"}};
  const auto passed = passed_variables({"HOME", "EMPTY", "MISSING"}, callers, notices);
  REQUIRE(passed.ok());
  CHECK(*passed == EnvironmentVariables{{"HOME", "/somewhere"}, {"EMPTY", ""}});
  test::RecordedObserver told;
  notices.tell(told);
  CHECK(told.warnings == std::vector<std::string>{"--pass-env MISSING: not set in your environment"});
}

TEST_CASE("names that Lambda keeps for itself cannot be passed") {
  Notices notices;
  const CallersEnvironment callers = {{"AWS_REGION", "eu-west-1"}, {"AWS_SESSION_TOKEN", "t"}};
  CHECK(passed_variables({"AWS_REGION"}, callers, notices).error().message ==
        "--pass-env AWS_REGION: Lambda keeps this name for itself");
  CHECK(passed_variables({"AWS_SESSION_TOKEN"}, callers, notices).error().message ==
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
