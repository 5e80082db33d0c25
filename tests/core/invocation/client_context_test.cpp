#include "core/invocation/client_context.h"

#include "core/function/limits.h"
#include "core/text/base64.h"
#include "tests/support/catch.h"

using namespace lambdalocal;

namespace {

std::string refusal(std::string_view given) {
  const auto result = client_context_json(given);
  REQUIRE(!result.ok());
  CHECK(result.error().kind == ErrorKind::Usage);
  return result.error().message;
}

}  // namespace

TEST_CASE("a client context is JSON, or base64 of JSON") {
  const std::string json = R"({"custom":{"key":"value \n"}})";
  CHECK(client_context_json(json).value() == json);
  CHECK(client_context_json(base64_encode(json)).value() == json);
}

TEST_CASE("a client context of several lines becomes one line: it goes into a header") {
  CHECK(client_context_json("{\r\n\t\"a\": 1\n}").value() == "{   \"a\": 1 }");
}

TEST_CASE("what is no JSON object is refused with the reason") {
  CHECK(refusal("hello").starts_with("the client context is neither JSON nor base64\n"));
  CHECK(refusal("").starts_with("the client context is base64, but not of a JSON object\n"));
  CHECK(refusal("[1]").starts_with("the client context is neither JSON nor base64\n"));
  CHECK(refusal(base64_encode("[1]")).starts_with("the client context is base64, but not of a JSON object\n"));
  CHECK(refusal("{\"a\":}")
            .starts_with("the client context is not JSON: line 1, column 6: found '}', expected a value\n"));
  CHECK(refusal(base64_encode("{\n\"a\": 1,}"))
            .starts_with(
                "the client context is not JSON: line 2, column 8: found '}', expected a name in double quotes\n"));
}

TEST_CASE("a client context over 3583 bytes of base64 is refused") {
  const std::size_t most = limits::kClientContextBytes / 4 * 3;
  const std::string frame = R"({"k":""})";
  const auto of_size = [&](std::size_t size) { return R"({"k":")" + std::string(size - frame.size(), 'x') + "\"}"; };
  CHECK(client_context_json(of_size(most)).ok());
  CHECK(refusal(of_size(most + 1)).find("at most 3583 are allowed") != std::string::npos);
}
