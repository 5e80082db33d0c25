// CloudFormation, CodeCommit, CodePipeline, CodeDeploy and Config.
// Sources: docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html,
// docs.aws.amazon.com/lambda/latest/dg/services-codecommit.html, docs.aws.amazon.com/lambda/latest/dg/services-codepipeline.html,
// docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html
#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace deployment {
namespace {

constexpr Option kStack{"stack", "MyStack", "name of the stack"};
constexpr Option kProperties{"properties", R"({"List": ["1", "2", "3"]})", "of the resource, as JSON",
                             OptionKind::JsonText};
constexpr Option kFunction{"function", "custom-resource", "name of the function"};
constexpr Option kLogical{"logical-id", "MyTestResource", "of the resource"};
constexpr Option kResourceType{"resource-type", "Custom::TestResource", "of the resource"};
constexpr Option kPhysical{"physical-id", "test-resource-1", "of the resource"};
constexpr std::array kCreateOptions = {kStack, kProperties, kFunction, kLogical, kResourceType};
constexpr std::array kDeleteOptions = {kStack, kProperties, kFunction, kLogical, kResourceType, kPhysical};
constexpr std::array kUpdateOptions = {
    kStack,
    kProperties,
    kFunction,
    kLogical,
    kResourceType,
    kPhysical,
    Option{"old-properties", R"({"List": ["1"]})", "of the resource before, as JSON", OptionKind::JsonText}};
constexpr std::array kCommitOptions = {
    Option{"repository", "my-repo", "name of the repository"}, Option{"trigger", "my-trigger", "name of the trigger"},
    Option{"custom-data", "this is custom data", "of the trigger"}, Option{"branch", "main", "that was pushed to"},
    Option{"commit", "", "its id; default: a new one"}};
constexpr std::array kJobOptions = {Option{"input-bucket", "example-bucket", "bucket of the input artifact"},
                                    Option{"input-key", "test/key", "key of the input artifact"},
                                    Option{"output-bucket", "example-bucket2", "bucket of the output artifact"},
                                    Option{"output-key", "test/key2", "key of the output artifact"},
                                    Option{"function", "my-function", "name of the function"},
                                    Option{"user-parameters", "user-parameter-string", "of the action"}};
constexpr std::array kRuleOptions = {
    Option{"rule", "example-config-rule", "name of the rule"},
    Option{"rule-parameters", R"({"desiredInstanceType": "t3.micro"})", "as JSON", OptionKind::JsonText},
    Option{"role", "config-role", "name of its role"}};

constexpr std::string_view kCreate = R"({
  "RequestType": "Create", "ServiceToken": "arn:{{partition}}:lambda:{{region}}:{{account}}:function:{{function}}",
  "ResponseURL": "https://cloudformation-custom-resource-response-{{response-region}}.s3.{{region}}.{{dns}}/arn%3A{{partition}}%3Acloudformation%3A{{region}}%3A{{account}}%3Astack/{{stack|percent}}/{{uuid#stack}}%7C{{logical-id|percent}}%7C{{uuid#request}}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=7200&X-Amz-Signature={{hex:64}}",
  "StackId": "arn:{{partition}}:cloudformation:{{region}}:{{account}}:stack/{{stack}}/{{uuid#stack}}",
  "RequestId": "{{uuid#request}}", "LogicalResourceId": "{{logical-id}}", "ResourceType": "{{resource-type}}",
  "ResourceProperties": "{{all-properties}}"
})";
constexpr std::string_view kUpdate = R"({
  "RequestType": "Update", "ServiceToken": "arn:{{partition}}:lambda:{{region}}:{{account}}:function:{{function}}",
  "ResponseURL": "https://cloudformation-custom-resource-response-{{response-region}}.s3.{{region}}.{{dns}}/arn%3A{{partition}}%3Acloudformation%3A{{region}}%3A{{account}}%3Astack/{{stack|percent}}/{{uuid#stack}}%7C{{logical-id|percent}}%7C{{uuid#request}}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=7200&X-Amz-Signature={{hex:64}}",
  "StackId": "arn:{{partition}}:cloudformation:{{region}}:{{account}}:stack/{{stack}}/{{uuid#stack}}",
  "RequestId": "{{uuid#request}}", "LogicalResourceId": "{{logical-id}}", "PhysicalResourceId": "{{physical-id}}",
  "ResourceType": "{{resource-type}}", "ResourceProperties": "{{all-properties}}", "OldResourceProperties": "{{all-old-properties}}"
})";
constexpr std::string_view kDelete = R"({
  "RequestType": "Delete", "ServiceToken": "arn:{{partition}}:lambda:{{region}}:{{account}}:function:{{function}}",
  "ResponseURL": "https://cloudformation-custom-resource-response-{{response-region}}.s3.{{region}}.{{dns}}/arn%3A{{partition}}%3Acloudformation%3A{{region}}%3A{{account}}%3Astack/{{stack|percent}}/{{uuid#stack}}%7C{{logical-id|percent}}%7C{{uuid#request}}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=7200&X-Amz-Signature={{hex:64}}",
  "StackId": "arn:{{partition}}:cloudformation:{{region}}:{{account}}:stack/{{stack}}/{{uuid#stack}}",
  "RequestId": "{{uuid#request}}", "LogicalResourceId": "{{logical-id}}", "PhysicalResourceId": "{{physical-id}}",
  "ResourceType": "{{resource-type}}", "ResourceProperties": "{{all-properties}}"
})";

constexpr std::string_view kCommit = R"({
  "awsRegion": "{{region}}", "codecommit": {"references": [{"commit": "{{commit??hex:40}}", "ref": "refs/heads/{{branch}}"}]},
  "customData": "{{custom-data}}", "eventId": "{{uuid}}", "eventName": "TriggerEventTest", "eventPartNumber": 1,
  "eventSource": "aws:codecommit", "eventSourceARN": "arn:{{partition}}:codecommit:{{region}}:{{account}}:{{repository}}",
  "eventTime": "{{time:offset}}", "eventTotalParts": 1, "eventTriggerConfigId": "{{uuid}}",
  "eventTriggerName": "{{trigger}}", "eventVersion": "1.0",
  "userIdentityARN": "arn:{{partition}}:iam::{{account}}:user/ada"
})";
constexpr std::string_view kJob = R"({"CodePipeline.job": {
  "id": "{{uuid}}", "accountId": "{{account}}",
  "data": {
    "actionConfiguration": {"configuration": {"FunctionName": "{{function}}", "UserParameters": "{{user-parameters}}"}},
    "inputArtifacts": [{
      "name": "input-artifact", "revision": "{{hex:40}}",
      "location": {"type": "S3", "s3Location": {"bucketName": "{{input-bucket}}", "objectKey": "{{input-key}}"}}}],
    "outputArtifacts": [{
      "name": "output-artifact", "revision": null,
      "location": {"type": "S3", "s3Location": {"bucketName": "{{output-bucket}}", "objectKey": "{{output-key}}"}}}],
    "artifactCredentials": {
      "accessKeyId": "ASIA{{ID:16}}", "secretAccessKey": "{{base64:30}}", "sessionToken": "{{base64:96}}"},
    "continuationToken": "{{uuid}}"}
}})";
constexpr std::string_view kHook =
    R"({"DeploymentId": "d-{{ID:9}}", "LifecycleEventHookExecutionId": "{{base64:96}}"})";

constexpr std::string_view kItemChange = R"({
  "version": "1.0",
  "invokingEvent": {"$text": {
    "configurationItem": {
      "configurationItemCaptureTime": "{{time:iso:-5000}}", "awsAccountId": "{{account}}", "configurationItemStatus": "OK",
      "resourceId": "i-{{hex#instance:17}}", "resourceName": null, "configurationStateMd5Hash": "",
      "ARN": "arn:{{partition}}:ec2:{{region}}:{{account}}:instance/i-{{hex#instance:17}}", "awsRegion": "{{region}}",
      "availabilityZone": "{{region}}a", "resourceType": "AWS::EC2::Instance", "resourceCreationTime": "{{time:iso:-60000}}",
      "configurationStateId": "{{time:ms:-5000}}", "configurationItemVersion": "1.3", "tags": {"Name": "example"},
      "relationships": [{"resourceId": "eipalloc-{{hex:17}}", "resourceType": "AWS::EC2::EIP", "name": "Is attached to ElasticIp"}],
      "configuration": {"instanceId": "i-{{hex#instance:17}}", "instanceType": "t3.micro", "state": {"name": "running"}}},
    "configurationItemDiff": null, "notificationCreationTime": "{{time:iso}}",
    "messageType": "ConfigurationItemChangeNotification", "recordVersion": "1.3"}},
  "ruleParameters": {"$text": "{{rule-parameters|json}}"}, "resultToken": "{{base64:60}}", "eventLeftScope": false,
  "executionRoleArn": "arn:{{partition}}:iam::{{account}}:role/{{role}}",
  "configRuleArn": "arn:{{partition}}:config:{{region}}:{{account}}:config-rule/config-rule-{{id#rule:6}}",
  "configRuleName": "{{rule}}", "configRuleId": "config-rule-{{id#rule:6}}", "accountId": "{{account}}",
  "evaluationMode": "DETECTIVE"
})";
constexpr std::string_view kOversized = R"({
  "version": "1.0",
  "invokingEvent": {"$text": {
    "configurationItemSummary": {
      "changeType": "UPDATE", "configurationItemVersion": "1.3", "configurationItemCaptureTime": "{{time:iso:-5000}}",
      "configurationStateId": "{{time:ms:-5000}}", "awsAccountId": "{{account}}", "configurationItemStatus": "OK",
      "resourceType": "AWS::EC2::Instance", "resourceId": "i-{{hex#instance:17}}", "resourceName": null,
      "ARN": "arn:{{partition}}:ec2:{{region}}:{{account}}:instance/i-{{hex#instance:17}}", "awsRegion": "{{region}}",
      "availabilityZone": "{{region}}a", "configurationStateMd5Hash": "", "resourceCreationTime": "{{time:iso:-60000}}"},
    "notificationCreationTime": "{{time:iso}}", "messageType": "OversizedConfigurationItemChangeNotification",
    "recordVersion": "1.0"}},
  "ruleParameters": {"$text": "{{rule-parameters|json}}"}, "resultToken": "{{base64:60}}", "eventLeftScope": false,
  "executionRoleArn": "arn:{{partition}}:iam::{{account}}:role/{{role}}",
  "configRuleArn": "arn:{{partition}}:config:{{region}}:{{account}}:config-rule/config-rule-{{id#rule:6}}",
  "configRuleName": "{{rule}}", "configRuleId": "config-rule-{{id#rule:6}}", "accountId": "{{account}}",
  "evaluationMode": "DETECTIVE"
})";
constexpr std::string_view kPeriodic = R"({
  "version": "1.0",
  "invokingEvent": {"$text": {
    "awsAccountId": "{{account}}", "notificationCreationTime": "{{time:iso}}", "messageType": "ScheduledNotification",
    "recordVersion": "1.0"}},
  "ruleParameters": {"$text": "{{rule-parameters|json}}"}, "resultToken": "{{base64:60}}", "eventLeftScope": false,
  "executionRoleArn": "arn:{{partition}}:iam::{{account}}:role/{{role}}",
  "configRuleArn": "arn:{{partition}}:config:{{region}}:{{account}}:config-rule/config-rule-{{id#rule:6}}",
  "configRuleName": "{{rule}}", "configRuleId": "config-rule-{{id#rule:6}}", "accountId": "{{account}}",
  "evaluationMode": "DETECTIVE"
})";

// Resources get their function's ARN among their properties; CloudFormation writes region names without hyphens into the name of the
// bucket for answers.
Result<void> custom_resource(Values& values) {
  std::string region;
  for (const char character : values.settings().region) {
    if (character != '-') region += character;
  }
  values.set("response-region", region);
  const auto with_token = [&](std::string_view option) -> Result<Json> {
    TRY(given, values.json(option));
    if (!given.is_object()) return Error{ErrorKind::Usage, "--" + std::string(option) + " takes a JSON object"};
    Json all = {{"ServiceToken", "arn:" + partition_of(values.settings()) + ":lambda:" + values.settings().region +
                                     ":" + values.settings().account + ":function:" + values.text("function")}};
    all.update(given);
    return all;
  };
  TRY(properties, with_token("properties"));
  values.set("all-properties", std::move(properties));
  if (values.type().name != "update-request") return {};
  TRY(old, with_token("old-properties"));
  values.set("all-old-properties", std::move(old));
  return {};
}

constexpr std::string_view kResourcePage =
    "docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html";
constexpr std::string_view kConfigPage =
    "docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html";

constexpr std::array kCloudFormation = {
    EventType{.name = "create-request",
              .about = "a custom resource is to be created",
              .page = kResourcePage,
              .options = kCreateOptions,
              .shape = kCreate,
              .compute = custom_resource,
              .body = "properties"},
    EventType{.name = "update-request",
              .about = "a custom resource is to be changed",
              .page = kResourcePage,
              .options = kUpdateOptions,
              .shape = kUpdate,
              .compute = custom_resource,
              .body = "properties"},
    EventType{.name = "delete-request",
              .about = "a custom resource is to be deleted",
              .page = kResourcePage,
              .options = kDeleteOptions,
              .shape = kDelete,
              .compute = custom_resource,
              .body = "properties"},
};
constexpr std::array kCodeCommit = {
    EventType{.name = "repository",
              .about = "a repository's trigger",
              .page = "docs.aws.amazon.com/lambda/latest/dg/services-codecommit.html",
              .options = kCommitOptions,
              .shape = R"({"Records": "{{records}}"})",
              .record = kCommit},
};
constexpr std::array kCodePipeline = {
    EventType{.name = "job",
              .about = "an action of a pipeline",
              .page = "docs.aws.amazon.com/lambda/latest/dg/services-codepipeline.html",
              .options = kJobOptions,
              .shape = kJob},
};
constexpr std::array kCodeDeploy = {
    EventType{.name = "lifecycle-hook",
              .about = "a hook of a deployment",
              .page = "docs.aws.amazon.com/codedeploy/latest/userguide/tutorial-ecs-deployment-with-hooks.html",
              .shape = kHook},
};
constexpr std::array kConfig = {
    EventType{.name = "item-change-notification",
              .about = "a resource has changed",
              .page = kConfigPage,
              .options = kRuleOptions,
              .shape = kItemChange},
    EventType{.name = "oversized-item-change-notification",
              .about = "a resource has changed, told in short",
              .page = kConfigPage,
              .options = kRuleOptions,
              .shape = kOversized},
    EventType{.name = "periodic-rule",
              .about = "a rule with a schedule",
              .page = kConfigPage,
              .options = kRuleOptions,
              .shape = kPeriodic},
};

}  // namespace
}  // namespace deployment

std::span<const EventType> cloudformation_types() { return deployment::kCloudFormation; }
std::span<const EventType> codecommit_types() { return deployment::kCodeCommit; }
std::span<const EventType> codepipeline_types() { return deployment::kCodePipeline; }
std::span<const EventType> codedeploy_types() { return deployment::kCodeDeploy; }
std::span<const EventType> config_types() { return deployment::kConfig; }

}  // namespace lambdalocal::events
