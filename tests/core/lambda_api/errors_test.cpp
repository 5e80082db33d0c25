#include "core/lambda_api/errors.h"

#include "tests/support/catch.h"

using namespace lambdalocal::lambda_api;

TEST_CASE("each exception spells Message as its model does") {
  CHECK(resource_not_found("x").body == R"({"Type":"User","Message":"x"})");
  CHECK(service_exception("x").body == R"({"Type":"Service","Message":"x"})");
  CHECK(invalid_parameter_value("x").body == R"({"Type":"User","message":"x"})");
  CHECK(invalid_request_content("x").body == R"({"Type":"User","message":"x"})");
  CHECK(resource_conflict("x").body == R"({"Type":"User","message":"x"})");
  CHECK(validation_error({"x", "y"}).body == R"({"message":"2 validation errors detected: x; y"})");
}

TEST_CASE("each exception has its status") {
  CHECK(resource_not_found("").status == 404);
  CHECK(resource_conflict("").status == 409);
  CHECK(access_denied("").status == 403);
  CHECK(service_exception("").status == 500);
  CHECK(unknown_operation().status == 404);
}

TEST_CASE("a throttled caller is told why and when to come back") {
  const ApiError error =
      too_many_requests(lambdalocal::ThrottleReason::ReservedFunctionConcurrentInvocationLimitExceeded);
  CHECK(error.status == 429);
  CHECK(error.type == "TooManyRequestsException");
  CHECK(error.body ==
        R"({"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."})");
  CHECK(error.retry_after_seconds == 1);
}

TEST_CASE("a request that is too large names its operation") {
  const ApiError error = request_too_large(6291456, "InvokeFunction");
  CHECK(error.status == 413);
  CHECK(error.type == "RequestEntityTooLargeException");
  CHECK(error.body == R"({"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"})");
}

TEST_CASE("a function that is not ready is a conflict") {
  CHECK(not_invocable_in_state("Pending").message ==
        "The operation cannot be performed at this time. The function is currently in the following state: Pending");
}

TEST_CASE("an operation that is not emulated is named") {
  CHECK(not_implemented("PublishVersion").status == 501);
  CHECK(not_implemented("PublishVersion").body.find("PublishVersion") != std::string::npos);
}

TEST_CASE("a value outside an enumeration is told the values") {
  CHECK(must_be_one_of("Later", "invocationType", {"Event", "RequestResponse", "DryRun"}) ==
        "Value 'Later' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, "
        "RequestResponse, DryRun]");
}
