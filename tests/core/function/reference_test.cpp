#include "core/function/reference.h"

#include "tests/support/catch.h"

using namespace lambdalocal::lambda_api;

namespace {

constexpr std::string_view kRegion = "us-east-1";
const std::string kPattern =
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?)"
    R"((function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?)";

FunctionReference good(std::string_view name, std::optional<std::string_view> qualifier = {}) {
  const auto parsed = parse_function_reference(name, qualifier, kRegion);
  INFO(name);
  REQUIRE(std::holds_alternative<FunctionReference>(parsed));
  return std::get<FunctionReference>(parsed);
}

ApiError bad(std::string_view name, std::optional<std::string_view> qualifier = {}) {
  const auto parsed = parse_function_reference(name, qualifier, kRegion);
  INFO(name);
  REQUIRE(std::holds_alternative<ApiError>(parsed));
  return std::get<ApiError>(parsed);
}

std::string pattern_violation(const std::string& name) {
  return "Value '" + name +
         "' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: " +
         kPattern;
}

}  // namespace

TEST_CASE("a function is named by its name, a partial ARN or a full ARN") {
  const FunctionReference named{{}, {}, "my-function", {}};
  CHECK(good("my-function") == named);
  CHECK(good("function:my-function") == named);
  CHECK(good("123456789012:function:my-function") == FunctionReference{{}, "123456789012", "my-function", {}});
  CHECK(good("arn:aws:lambda:us-east-1:123456789012:function:my-function") ==
        FunctionReference{"us-east-1", "123456789012", "my-function", {}});
}

TEST_CASE("a qualifier stands in the name, in the query, or in both when they agree") {
  const FunctionReference version{{}, {}, "f", "7"};
  CHECK(good("f:7") == version);
  CHECK(good("f", "7") == version);
  CHECK(good("f:7", "7") == version);
  CHECK(good("f:$LATEST").qualifier == "$LATEST");
  CHECK(good("f", "$LATEST.PUBLISHED").qualifier == "$LATEST.PUBLISHED");
  CHECK(good("f", "$latest").qualifier == "$latest");
  const ApiError clash = bad("arn:aws:lambda:us-east-1:123456789012:function:my-function:$LATEST", "1");
  CHECK(clash.status == 400);
  CHECK(clash.type == "InvalidParameterValueException");
  CHECK(clash.body ==
        R"({"Type":"User","message":"The derived qualifier from the function name does not match the specified )"
        R"(qualifier."})");
}

TEST_CASE("an ARN that ends in :function names the function called function") {
  CHECK(good("arn:aws:lambda:us-east-1:123456789012:function").name == "function");
  CHECK(good("123456789012").name == "123456789012");
}

TEST_CASE("what the pattern of function names does not match is a ValidationException") {
  for (const std::string name :
       {"my-function!", "*", "invalid-account:function:my-function",
        "arn:aws:lambda:invalid-region:111111111111:function:my-function",
        "arn:aws:ec2:us-east-1:111111111111:instance:i-1234567890abcdef0",
        "arn:aws:lambda:us-east-1:111111111111:function:my-function:1:2", "function:my-function:$LATEST:extra",
        "arn:aws:lambda::111111111111:function:my-function", "arn:aws:lambda:us-east-1::function:my-function",
        "arn:aws:lambda:us-east-1:111111111111:function:my-function:$LATES"}) {
    const ApiError error = bad(name);
    CHECK(error.status == 400);
    CHECK(error.type == "ValidationException");
    CHECK(error.message == "1 validation error detected: " + pattern_violation(name));
  }
}

TEST_CASE("violations of qualifier and name are told together, the qualifier's first") {
  const std::string long_qualifier(129, 'a');
  const std::string name = "arn:aws:lambda:invalid-region:111111111111:function:my-function-" + std::string(170, 'a');
  CHECK(bad(name, long_qualifier).message == "2 validation errors detected: Value '" + long_qualifier +
                                                 "' at 'qualifier' failed to satisfy constraint: Member must have "
                                                 "length less than or equal to 128; " +
                                                 pattern_violation(name));
  CHECK(bad("my-function", "invalid!").message ==
        R"(1 validation error detected: Value 'invalid!' at 'qualifier' failed to satisfy constraint: Member must )"
        R"(satisfy regular expression pattern: \$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+)");
}

TEST_CASE("a name of 65 characters is not refused but not found") {
  const std::string name(65, 'a');
  CHECK(function_not_found(good(name), kRegion, "111111111111", Operation::GetFunction).body ==
        R"({"Type":"User","Message":"Function not found: arn:aws:lambda:us-east-1:111111111111:function:)" + name +
            R"("})");
}

TEST_CASE("Invoke of an unknown function names the version that is missing, too") {
  const auto text = [](const FunctionReference& reference, Operation operation) {
    return function_not_found(reference, kRegion, "111111111111", operation).message;
  };
  const std::string not_found = "Function not found: arn:aws:lambda:us-east-1:111111111111:function:f";
  CHECK(text(good("f"), Operation::Invoke) == not_found + ":$LATEST");
  CHECK(text(good("f"), Operation::GetFunction) == not_found);
  CHECK(text(good("f:live"), Operation::Invoke) == not_found + ":live");
}

TEST_CASE("an ARN of another region is not reachable") {
  const ApiError error = bad("arn:aws:lambda:eu-west-1:123456789012:function:f");
  CHECK(error.status == 404);
  CHECK(error.message == "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')");
}
