#include "core/function/runtime_version.h"

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("the runtime version names the runtime as AWS does, and lambdalocal") {
  CHECK(runtime_version("python3.13") == "python:3.13.lambdalocal");
  CHECK(runtime_version("nodejs22.x") == "nodejs:22.lambdalocal");
  CHECK(runtime_version("provided.al2023") == "provided:al2023.lambdalocal");
  CHECK(runtime_version("java8.al2") == "java:8.al2.lambdalocal");
  CHECK(runtime_version("provided") == "provided:lambdalocal");
}

TEST_CASE("the runtime version's ARN has AWS's form and depends on the runtime alone") {
  const std::string arn = runtime_version_arn("eu-west-1", "python3.13");
  const std::string prefix = "arn:aws:lambda:eu-west-1::runtime:";
  REQUIRE(arn.starts_with(prefix));
  CHECK(arn.size() == prefix.size() + 64);
  CHECK(arn.find_first_not_of("0123456789abcdef", prefix.size()) == std::string::npos);
  CHECK(arn == runtime_version_arn("eu-west-1", "python3.13"));
  CHECK(arn.substr(prefix.size()) != runtime_version_arn("eu-west-1", "python3.12").substr(prefix.size()));
  CHECK(runtime_version_arn("cn-north-1", "python3.13").starts_with("arn:aws-cn:lambda:cn-north-1::runtime:"));
}
