#include "core/lambda_api/layer_version.h"

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("the answer of GetLayerVersionByArn says where the content is and what its digest is") {
  const auto content = parse_layer_version(
      R"({"Content": {"Location": "https://a/b?c", "CodeSha256": "abc=", "CodeSize": 7}, "Version": 1})");
  REQUIRE(content);
  CHECK(content->location == "https://a/b?c");
  CHECK(content->code_sha256 == "abc=");
}

TEST_CASE("an answer without content is none") {
  for (const char* text : {"", "null", "{}", R"({"Content": {}})", R"({"Content": []})",
                           R"({"Content": {"Location": "a"}})", R"({"Content": {"Location": "a", "CodeSha256": 7}})"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_layer_version(text));
  }
}
