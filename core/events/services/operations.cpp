// Destinations of Lambda itself, Secrets Manager, Auto Scaling and Bedrock agents.
// Sources: docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html,
// docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html,
// docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html,
// docs.aws.amazon.com/autoscaling/ec2/userguide/lambda-custom-termination-policy.html,
// docs.aws.amazon.com/bedrock/latest/userguide/agents-lambda.html
#include <fmt/format.h>

#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace operations {
namespace {

constexpr Option kFunction{"function", "my-function", "name of the function whose invocation it was"};
constexpr Option kPayload{"request-payload", R"({"orderId": "1001"})", "its event, as JSON", OptionKind::JsonText};
constexpr std::array kSuccessOptions = {
    kFunction, kPayload,
    Option{"response-payload", R"({"statusCode": 200})", "what it returned, as JSON", OptionKind::JsonText}};
constexpr std::array kFailureOptions = {
    kFunction, kPayload,
    Option{"condition", "RetriesExhausted", "why it is told", OptionKind::Choice, "RetriesExhausted|EventAgeExceeded"},
    Option{"error-message", "Task failed", "of the function's error"},
    Option{"error-type", "Error", "of the function's error"}};
constexpr std::array kBatchOptions = {
    kFunction, Option{"stream", "example-stream", "name of the stream, or of the table"},
    Option{"batch-size", "100", "how many records were lost", OptionKind::Number},
    Option{"condition", "RetryAttemptsExhausted", "why it is told", OptionKind::Choice,
           "RetryAttemptsExhausted|RecordAgeExceeded|RecordAgeExceededMaximumAge"}};
constexpr std::array kRotationOptions = {Option{"step", "createSecret", "of the rotation", OptionKind::Choice,
                                                "createSecret|setSecret|testSecret|finishSecret"},
                                         Option{"secret", "example-secret", "name of the secret"}};
constexpr std::array kScaleOptions = {Option{"group", "example-group", "name of the Auto Scaling group"},
                                      Option{"cause", "SCALE_IN", "why instances end", OptionKind::Choice,
                                             "SCALE_IN|INSTANCE_REFRESH|MAX_INSTANCE_LIFETIME|REBALANCE"}};
constexpr Option kInput{"input-text", "Which orders are open?", "what the user said"};
constexpr Option kActionGroup{"action-group", "Orders", "name of the action group"};
constexpr Option kParameters{"parameters", R"([{"name": "status", "type": "string", "value": "open"}])", "as JSON",
                             OptionKind::JsonText};
constexpr std::array kApiOptions = {kInput, kActionGroup, kParameters,
                                    Option{"api-path", "/orders", "of the operation"},
                                    Option{"http-method", "GET", "of the operation"}};
constexpr std::array kCallOptions = {kInput, kActionGroup, kParameters,
                                     Option{"function", "listOrders", "name of the agent's function"}};

constexpr std::string_view kSuccess = R"({
  "version": "1.0", "timestamp": "{{time:iso}}",
  "requestContext": {
    "requestId": "{{uuid}}", "functionArn": "arn:{{partition}}:lambda:{{region}}:{{account}}:function:{{function}}:$LATEST",
    "condition": "Success", "approximateInvokeCount": 1},
  "requestPayload": "{{request-payload|json}}", "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
  "responsePayload": "{{response-payload|json}}"
})";
constexpr std::string_view kFailure = R"({
  "version": "1.0", "timestamp": "{{time:iso}}",
  "requestContext": {
    "requestId": "{{uuid}}", "functionArn": "arn:{{partition}}:lambda:{{region}}:{{account}}:function:{{function}}:$LATEST",
    "condition": "{{condition}}", "approximateInvokeCount": 3},
  "requestPayload": "{{request-payload|json}}",
  "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
  "responsePayload": {"errorMessage": "{{error-message}}", "errorType": "{{error-type}}"}
})";
constexpr std::string_view kKinesisFailure = R"({
  "requestContext": {
    "requestId": "{{uuid}}", "functionArn": "arn:{{partition}}:lambda:{{region}}:{{account}}:function:{{function}}",
    "condition": "{{condition}}", "approximateInvokeCount": 1},
  "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
  "version": "1.0", "timestamp": "{{time:iso}}",
  "KinesisBatchInfo": {
    "shardId": "shardId-000000000001", "startSequenceNumber": "{{first}}", "endSequenceNumber": "{{last}}",
    "approximateArrivalOfFirstRecord": "{{time:iso:-61000}}", "approximateArrivalOfLastRecord": "{{time:iso:-60000}}",
    "batchSize": "{{batch-size|number}}", "streamArn": "arn:{{partition}}:kinesis:{{region}}:{{account}}:stream/{{stream}}"}
})";
constexpr std::string_view kDynamoDbFailure = R"({
  "requestContext": {
    "requestId": "{{uuid}}", "functionArn": "arn:{{partition}}:lambda:{{region}}:{{account}}:function:{{function}}",
    "condition": "{{condition}}", "approximateInvokeCount": 1},
  "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
  "version": "1.0", "timestamp": "{{time:iso}}",
  "DDBStreamBatchInfo": {
    "shardId": "shardId-{{digits:20}}-{{hex:8}}", "startSequenceNumber": "{{first}}", "endSequenceNumber": "{{last}}",
    "approximateArrivalOfFirstRecord": "{{time:seconds:-61000}}", "approximateArrivalOfLastRecord": "{{time:seconds:-60000}}",
    "batchSize": "{{batch-size|number}}",
    "streamArn": "arn:{{partition}}:dynamodb:{{region}}:{{account}}:table/{{stream}}/stream/{{time:label:-5011200000}}"}
})";
constexpr std::string_view kRotation = R"({
  "Step": "{{step}}", "SecretId": "arn:{{partition}}:secretsmanager:{{region}}:{{account}}:secret:{{secret}}-{{alnum:6}}",
  "ClientRequestToken": "{{uuid}}", "RotationToken": "{{uuid}}"
})";
constexpr std::string_view kScale = R"({
  "AutoScalingGroupARN": "arn:{{partition}}:autoscaling:{{region}}:{{account}}:autoScalingGroup:{{uuid}}:autoScalingGroupName/{{group}}",
  "AutoScalingGroupName": "{{group}}",
  "CapacityToTerminate": [{"AvailabilityZone": "{{region}}b", "Capacity": 1, "InstanceMarketOption": "on-demand"}],
  "Instances": [
    {"AvailabilityZone": "{{region}}b", "InstanceId": "i-{{hex:17}}", "InstanceType": "t3.micro", "InstanceMarketOption": "on-demand"},
    {"AvailabilityZone": "{{region}}b", "InstanceId": "i-{{hex:17}}", "InstanceType": "t3.micro", "InstanceMarketOption": "on-demand"}],
  "Cause": "{{cause}}"
})";
constexpr std::string_view kAgentApi = R"({
  "messageVersion": "1.0", "agent": {"name": "example-agent", "id": "{{ID:10}}", "alias": "TSTALIASID", "version": "DRAFT"},
  "inputText": "{{input-text}}", "sessionId": "{{digits:15}}", "actionGroup": "{{action-group}}", "apiPath": "{{api-path}}",
  "httpMethod": "{{http-method}}", "parameters": "{{parameters|json}}", "sessionAttributes": {}, "promptSessionAttributes": {}
})";
constexpr std::string_view kAgentCall = R"({
  "messageVersion": "1.0", "agent": {"name": "example-agent", "id": "{{ID:10}}", "alias": "TSTALIASID", "version": "DRAFT"},
  "inputText": "{{input-text}}", "sessionId": "{{digits:15}}", "actionGroup": "{{action-group}}", "function": "{{function}}",
  "parameters": "{{parameters|json}}", "sessionAttributes": {}, "promptSessionAttributes": {}
})";

Result<void> batch(Values& values) {
  const std::string first = "49" + values.evaluate_text("digits:54");
  values.set("last", plus(first, values.evaluate("batch-size|number").get<std::uint64_t>()));
  values.set("first", first);
  return {};
}

constexpr std::string_view kDestinations = "docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html";
constexpr std::string_view kAgents = "docs.aws.amazon.com/bedrock/latest/userguide/agents-lambda.html";

constexpr std::array kLambda = {
    EventType{.name = "destination-success",
              .about = "an asynchronous invocation succeeded",
              .page = kDestinations,
              .options = kSuccessOptions,
              .shape = kSuccess,
              .body = "request-payload"},
    EventType{.name = "destination-failure",
              .about = "an asynchronous invocation failed",
              .page = kDestinations,
              .options = kFailureOptions,
              .shape = kFailure,
              .body = "request-payload"},
    EventType{.name = "kinesis-failure",
              .about = "a batch of a Kinesis stream was given up",
              .page = "docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html",
              .options = kBatchOptions,
              .shape = kKinesisFailure,
              .compute = batch},
    EventType{.name = "dynamodb-failure",
              .about = "a batch of a DynamoDB stream was given up",
              .page = "docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html",
              .options = kBatchOptions,
              .shape = kDynamoDbFailure,
              .compute = batch},
};
constexpr std::array kSecrets = {
    EventType{.name = "rotation",
              .about = "a step of a secret's rotation",
              .page = "docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html",
              .options = kRotationOptions,
              .shape = kRotation},
};
constexpr std::array kAutoScaling = {
    EventType{.name = "scale-in",
              .about = "which instances are to end",
              .page = "docs.aws.amazon.com/autoscaling/ec2/userguide/lambda-custom-termination-policy.html",
              .options = kScaleOptions,
              .shape = kScale},
};
constexpr std::array kBedrock = {
    EventType{.name = "api",
              .about = "an action group with an OpenAPI schema",
              .page = kAgents,
              .options = kApiOptions,
              .shape = kAgentApi,
              .body = "parameters"},
    EventType{.name = "function",
              .about = "an action group with functions",
              .page = kAgents,
              .options = kCallOptions,
              .shape = kAgentCall,
              .body = "parameters"},
};

}  // namespace
}  // namespace operations

std::span<const EventType> autoscaling_types() { return operations::kAutoScaling; }
std::span<const EventType> bedrock_agent_types() { return operations::kBedrock; }
std::span<const EventType> lambda_types() { return operations::kLambda; }
std::span<const EventType> secretsmanager_types() { return operations::kSecrets; }

}  // namespace lambdalocal::events
