#include "core/lambda_api/operations.h"

#include "tests/support/catch.h"

using namespace lambdalocal::lambda_api;

namespace {

std::string name_of(std::string_view method, std::string_view target) {
  const auto found = find_operation(method, target);
  return found ? std::string(operation_name(found->operation)) : "none";
}

}  // namespace

TEST_CASE("an operation of the Lambda API is told by its method and path") {
  CHECK(name_of("POST", "/2015-03-31/functions/f/invocations") == "Invoke");
  CHECK(name_of("POST", "/2015-03-31/functions/f/invocations?Qualifier=1") == "Invoke");
  CHECK(name_of("POST", "/2021-11-15/functions/f/response-streaming-invocations") == "InvokeWithResponseStream");
  CHECK(name_of("POST", "/2014-11-13/functions/f/invoke-async/") == "InvokeAsync");
  CHECK(name_of("GET", "/2015-03-31/functions/") == "ListFunctions");
  CHECK(name_of("GET", "/2015-03-31/functions?MaxItems=1") == "ListFunctions");
  CHECK(name_of("POST", "/2015-03-31/functions") == "CreateFunction");
  CHECK(name_of("GET", "/2015-03-31/functions/f") == "GetFunction");
  CHECK(name_of("PUT", "/2015-03-31/functions/f/configuration") == "UpdateFunctionConfiguration");
  CHECK(name_of("DELETE", "/2018-10-31/layers/l/versions/3/policy/s") == "RemoveLayerVersionPermission");
  CHECK(name_of("POST", "/2025-12-01/durable-executions/a/checkpoint") == "CheckpointDurableExecution");
  CHECK(name_of("POST", "/2025-12-01/durable-executions/a/pause") == "PauseDurableExecution");
  CHECK(name_of("PUT", "/2026-07-09/resource-policy/arn%3Aaws") == "PutResourcePolicy");
}

TEST_CASE("where two operations have one path the query tells them apart") {
  CHECK(name_of("GET", "/2018-10-31/layers") == "ListLayers");
  CHECK(name_of("GET", "/2018-10-31/layers?find=LayerVersion&Arn=a") == "GetLayerVersionByArn");
  CHECK(name_of("GET", "/2019-09-30/functions/f/provisioned-concurrency?List=ALL") ==
        "ListProvisionedConcurrencyConfigs");
  CHECK(name_of("GET", "/2019-09-30/functions/f/provisioned-concurrency?Qualifier=1") ==
        "GetProvisionedConcurrencyConfig");
}

TEST_CASE("what is no path of the Lambda API is no operation") {
  for (const char* target :
       {"", "/", "*", "/2015-03-31", "/2015-03-31/functions/f/invocations/x", "/functions/f/invocations",
        "/2015-03-31/functions//invocations", "/2015-03-31/functions/f/invocation", "?a=b"}) {
    CAPTURE(target);
    CHECK(name_of("POST", target) == "none");
  }
  CHECK(name_of("GET", "/2015-03-31/functions/f/invocations") == "none");
  CHECK(name_of("post", "/2015-03-31/functions/f/invocations") == "none");
}

TEST_CASE("parameters of the path and of the query come decoded") {
  const auto found =
      find_operation("POST", "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Af+%zz/invocations");
  REQUIRE(found);
  CHECK(found->parameters == std::vector<std::string>{"arn:aws:lambda:us-east-1:1:function:f+%zz"});
  const std::string_view target = "/x?a=1&Qualifier=%24LATEST&Qualifier=2&empty&plus=a+b";
  CHECK(query_value(target, "Qualifier") == "$LATEST");
  CHECK(query_value(target, "empty") == "");
  CHECK(query_value(target, "plus") == "a b");
  CHECK_FALSE(query_value(target, "b"));
  CHECK_FALSE(query_value("/x", "a"));
}
