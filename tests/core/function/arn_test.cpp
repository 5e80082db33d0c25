#include "core/function/arn.h"

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("a function's ARN names region, account and function") {
  Function function;
  function.name = "thumbnail";
  CHECK(unqualified_function_arn(function) == "arn:aws:lambda:us-east-1:123456789012:function:thumbnail");
}

TEST_CASE("the invoked ARN carries the qualifier the caller used, and none when none was used") {
  Function function;
  function.name = "f";
  CHECK(invoked_function_arn(function) == unqualified_function_arn(function));
  function.qualifier = "live";
  CHECK(invoked_function_arn(function) == "arn:aws:lambda:us-east-1:123456789012:function:f:live");
}

TEST_CASE("the partition of an ARN follows the region") {
  Function function;
  function.name = "f";
  function.region = "cn-north-1";
  CHECK(unqualified_function_arn(function) == "arn:aws-cn:lambda:cn-north-1:123456789012:function:f");
  function.region = "us-gov-west-1";
  CHECK(unqualified_function_arn(function) == "arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:f");
}
