#include "core/invocation/failed_lambda_call.h"

#include "tests/support/catch.h"

using lambdalocal::is_failed_lambda_call;

TEST_CASE("a call of another function that reached AWS, or nobody, is told by the SDK's error") {
  CHECK(is_failed_lambda_call(
      R"({"errorMessage": "An error occurred (UnrecognizedClientException) when calling the Invoke operation: The security token included in the request is invalid.", "errorType": "ClientError"})"));
  CHECK(is_failed_lambda_call(
      R"({"errorMessage": "Could not connect to the endpoint URL: \"https://lambda.us-east-1.amazonaws.com/2015-03-31/functions/b/invocations\"", "errorType": "EndpointConnectionError"})"));
  CHECK(is_failed_lambda_call(
      R"({"errorType":"UnrecognizedClientException","errorMessage":"The security token included in the request is invalid.","trace":["    at /var/task/node_modules/@aws-sdk/client-lambda/dist-cjs/index.js"]})"));
  CHECK(is_failed_lambda_call(
      R"({"errorType":"Error","errorMessage":"getaddrinfo ENOTFOUND lambda.eu-central-1.amazonaws.com"})"));
}

TEST_CASE("errors of other services, and of the function itself, are not") {
  CHECK_FALSE(is_failed_lambda_call(
      R"({"errorMessage": "An error occurred (UnrecognizedClientException) when calling the PutItem operation"})"));
  CHECK_FALSE(is_failed_lambda_call(R"({"errorMessage": "lambda.handler is not a function"})"));
  CHECK_FALSE(is_failed_lambda_call(R"({"errorMessage": "getaddrinfo ENOTFOUND dynamodb.us-east-1.amazonaws.com"})"));
  CHECK_FALSE(is_failed_lambda_call(R"({"errorMessage": "lambda."})"));
  CHECK_FALSE(is_failed_lambda_call(""));
}
