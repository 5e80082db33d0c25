#include "core/function/layer_arn.h"

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("the ARN of a layer's version has a region, an account, a name and a version") {
  const auto arn = parse_layer_version_arn("arn:aws-us-gov:lambda:us-gov-west-1:123456789012:layer:My_tools-2:17");
  REQUIRE(arn);
  CHECK(arn->partition == "aws-us-gov");
  CHECK(arn->region == "us-gov-west-1");
  CHECK(arn->account_id == "123456789012");
  CHECK(arn->name == "My_tools-2");
  CHECK(arn->version == "17");
}

TEST_CASE("what is no ARN of a layer's version is none, and none leads out of a directory") {
  for (const char* text :
       {"", "arn", "arn:aws:lambda:us-east-1:123456789012:layer:tools",
        "arn:aws:lambda:us-east-1:123456789012:layer:tools:", "arn:aws:lambda:us-east-1:123456789012:function:tools:1",
        "arn:aws:s3:us-east-1:123456789012:layer:tools:1", "arn:aws:lambda:us-east-1:12345:layer:tools:1",
        "arn:aws:lambda:us-east-1:123456789012:layer:tools:1:2",
        "arn:aws:lambda:us-east-1:123456789012:layer:../../x:1", "arn:aws:lambda:../..:123456789012:layer:tools:1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_layer_version_arn(text));
  }
}
