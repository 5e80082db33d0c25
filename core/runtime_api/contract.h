// The words of the Lambda Runtime API: paths, headers, error types, each once.
// Source: docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html and the public runtime interface clients.
#pragma once

#include <cstdint>
#include <string_view>

namespace lambdalocal::runtime_api {

// Of AWS_LAMBDA_RUNTIME_API on Lambda, 127.0.0.1:9001.
constexpr std::uint16_t kPortOnLambda = 9001;

constexpr std::string_view kBasePath = "/2018-06-01/";
constexpr std::string_view kNextPath = "runtime/invocation/next";
constexpr std::string_view kInvocationPrefix = "runtime/invocation/";
constexpr std::string_view kResponseSuffix = "/response";
constexpr std::string_view kErrorSuffix = "/error";
constexpr std::string_view kInitErrorPath = "runtime/init/error";
constexpr std::string_view kRestoreNextPath = "runtime/restore/next";
constexpr std::string_view kRestoreErrorPath = "runtime/restore/error";
constexpr std::string_view kPingPath = "ping";

// Headers of an event, on the answer to `next`.
constexpr std::string_view kRequestIdHeader = "Lambda-Runtime-Aws-Request-Id";
constexpr std::string_view kInvocationIdHeader = "Lambda-Runtime-Invocation-Id";
constexpr std::string_view kDeadlineHeader = "Lambda-Runtime-Deadline-Ms";
constexpr std::string_view kFunctionArnHeader = "Lambda-Runtime-Invoked-Function-Arn";
constexpr std::string_view kTraceIdHeader = "Lambda-Runtime-Trace-Id";
constexpr std::string_view kClientContextHeader = "Lambda-Runtime-Client-Context";
constexpr std::string_view kCognitoIdentityHeader = "Lambda-Runtime-Cognito-Identity";
constexpr std::string_view kTenantIdHeader = "Lambda-Runtime-Aws-Tenant-Id";

// Headers and trailers of what the runtime posts.
constexpr std::string_view kErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";
constexpr std::string_view kErrorBodyTrailer = "Lambda-Runtime-Function-Error-Body";
constexpr std::string_view kResponseModeHeader = "Lambda-Runtime-Function-Response-Mode";
constexpr std::string_view kStreamingMode = "streaming";
// The content type of a streamed HTTP response: a JSON prelude, eight NUL bytes, the body.
constexpr std::string_view kIntegrationContentType = "application/vnd.awslambda.http-integration-response";
constexpr std::string_view kErrorCauseContentType = "application/vnd.aws.lambda.error.cause+json";
constexpr std::string_view kJsonContentType = "application/json";

// Error types of the API's own refusals.
constexpr std::string_view kInvalidStateTransition = "InvalidStateTransition";
constexpr std::string_view kInvalidRequestId = "InvalidRequestID";
constexpr std::string_view kInvalidInvocationId = "InvalidInvocationId";
constexpr std::string_view kInvalidResponseMode = "InvalidFunctionResponseMode";
constexpr std::string_view kRequestEntityTooLarge = "RequestEntityTooLarge";
constexpr std::string_view kTruncatedHttpRequest = "TruncatedHTTPRequest";

}  // namespace lambdalocal::runtime_api
