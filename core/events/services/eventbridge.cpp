// EventBridge: events of one's own, of AWS's services, and schedules.
// Sources: docs.aws.amazon.com/eventbridge/latest/userguide/aws-events.html,
// docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html, docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html
#include <fmt/format.h>

#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace eventbridge {
namespace {

constexpr Option kRule{"rule", "ExampleRule", "name of the rule"};
constexpr Option kBucket{"bucket", "example-bucket", "name of the bucket"};
constexpr Option kKey{"key", "test/key", "key of the object: EventBridge gets it as it is"};

constexpr std::array kCustomOptions = {
    Option{"source", "com.example.orders", "who sent it"}, Option{"detail-type", "Order Placed", "what happened"},
    Option{"detail", R"({"orderId": "1001", "amount": 42.5})", "JSON object", OptionKind::JsonText},
    Option{"resource", "", "ARN of what it is about; repeatable", OptionKind::List}};
constexpr std::array kCreatedOptions = {
    kBucket,
    kKey,
    Option{"content", "", "what is in the object: size and eTag are computed of it"},
    Option{"size", "1024", "of the object in bytes, without --content", OptionKind::Number},
    Option{"reason", "PutObject", "PutObject, POST Object, CopyObject, CompleteMultipartUpload"},
    Option{"version-id", "", "of the object, in a bucket with versions"}};
constexpr std::array kDeletedOptions = {kBucket, kKey,
                                        Option{"reason", "DeleteObject", "DeleteObject, Lifecycle Expiration"},
                                        Option{"deletion-type", "Permanently Deleted", "of the object",
                                               OptionKind::Choice, "Permanently Deleted|Delete Marker Created"},
                                        Option{"version-id", "", "of the object, in a bucket with versions"}};
constexpr std::array kRuleOptions = {kRule};
constexpr std::array kScheduleOptions = {Option{"schedule", "example-schedule", "name of the schedule"},
                                         Option{"group", "default", "of the schedule"}};
constexpr std::array kInstanceOptions = {Option{"instance-id", "", "default: a new one"},
                                         Option{"state", "running", "of the instance", OptionKind::Choice,
                                                "pending|running|stopping|stopped|shutting-down|terminated"}};
constexpr std::array kTaskOptions = {Option{"cluster", "default", "name of the cluster"},
                                     Option{"status", "STOPPED", "lastStatus of the task"}};
constexpr std::array kPipelineOptions = {Option{"pipeline", "example-pipeline", "its name"},
                                         Option{"state", "SUCCEEDED", "of the execution", OptionKind::Choice,
                                                "STARTED|SUCCEEDED|RESUMED|FAILED|CANCELED|SUPERSEDED"}};
constexpr std::array kImageOptions = {Option{"repository", "example-repository", "its name"},
                                      Option{"tag", "latest", "of the image"},
                                      Option{"action", "PUSH", "what happened", OptionKind::Choice, "PUSH|DELETE"}};
constexpr std::array kExecutionOptions = {
    Option{"state-machine", "example-machine", "its name"},
    Option{"status", "SUCCEEDED", "of the execution", OptionKind::Choice, "RUNNING|SUCCEEDED|FAILED|TIMED_OUT|ABORTED"},
    Option{"input", "{}", "of the execution", OptionKind::JsonText}};

constexpr std::string_view kCustom = R"({
  "version": "0", "id": "{{uuid}}", "detail-type": "{{detail-type}}", "source": "{{source}}", "account": "{{account}}",
  "time": "{{time:seconds}}", "region": "{{region}}", "resources": "{{resources}}", "detail": "{{detail|json}}"
})";
constexpr std::string_view kCreated = R"({
  "version": "0", "id": "{{uuid}}", "detail-type": "Object Created", "source": "aws.s3", "account": "{{account}}",
  "time": "{{time:seconds}}", "region": "{{region}}", "resources": ["arn:{{partition}}:s3:::{{bucket}}"],
  "detail": {
    "version": "0", "bucket": {"name": "{{bucket}}"},
    "object": {"key": "{{key}}", "size": "{{object-size}}", "etag": "{{etag}}", "version-id": "{{?version-id}}",
               "sequencer": "{{sequencer}}"},
    "request-id": "{{HEX:16}}", "requester": "{{account}}", "source-ip-address": "203.0.113.17", "reason": "{{reason}}"}
})";
constexpr std::string_view kDeleted = R"({
  "version": "0", "id": "{{uuid}}", "detail-type": "Object Deleted", "source": "aws.s3", "account": "{{account}}",
  "time": "{{time:seconds}}", "region": "{{region}}", "resources": ["arn:{{partition}}:s3:::{{bucket}}"],
  "detail": {
    "version": "0", "bucket": {"name": "{{bucket}}"},
    "object": {"key": "{{key}}", "version-id": "{{?version-id}}", "sequencer": "{{sequencer}}"},
    "request-id": "{{HEX:16}}", "requester": "{{account}}", "source-ip-address": "203.0.113.17", "reason": "{{reason}}",
    "deletion-type": "{{deletion-type}}"}
})";
constexpr std::string_view kScheduled = R"({
  "version": "0", "id": "{{uuid}}", "detail-type": "Scheduled Event", "source": "aws.events", "account": "{{account}}",
  "time": "{{time:seconds}}", "region": "{{region}}",
  "resources": ["arn:{{partition}}:events:{{region}}:{{account}}:rule/{{rule}}"], "detail": {}
})";
constexpr std::string_view kScheduler = R"({
  "version": "0", "id": "{{uuid}}", "detail-type": "Scheduled Event", "source": "aws.scheduler", "account": "{{account}}",
  "time": "{{time:seconds}}", "region": "{{region}}",
  "resources": ["arn:{{partition}}:scheduler:{{region}}:{{account}}:schedule/{{group}}/{{schedule}}"], "detail": "{}"
})";
constexpr std::string_view kInstance = R"({
  "version": "0", "id": "{{uuid}}", "detail-type": "EC2 Instance State-change Notification", "source": "aws.ec2",
  "account": "{{account}}", "time": "{{time:seconds}}", "region": "{{region}}",
  "resources": ["arn:{{partition}}:ec2:{{region}}:{{account}}:instance/{{instance}}"],
  "detail": {"instance-id": "{{instance}}", "state": "{{state}}"}
})";
constexpr std::string_view kTask = R"({
  "version": "0", "id": "{{uuid}}", "detail-type": "ECS Task State Change", "source": "aws.ecs", "account": "{{account}}",
  "time": "{{time:seconds}}", "region": "{{region}}",
  "resources": ["arn:{{partition}}:ecs:{{region}}:{{account}}:task/{{cluster}}/{{hex#task:32}}"],
  "detail": {
    "clusterArn": "arn:{{partition}}:ecs:{{region}}:{{account}}:cluster/{{cluster}}",
    "containers": [{
      "containerArn": "arn:{{partition}}:ecs:{{region}}:{{account}}:container/{{cluster}}/{{hex#task:32}}/{{uuid}}",
      "lastStatus": "{{status}}", "name": "app", "image": "{{account}}.dkr.ecr.{{region}}.{{dns}}/app:latest", "exitCode": 0,
      "taskArn": "arn:{{partition}}:ecs:{{region}}:{{account}}:task/{{cluster}}/{{hex#task:32}}", "cpu": "0"}],
    "createdAt": "{{time:iso:-61000}}", "desiredStatus": "{{status}}", "group": "family:app", "lastStatus": "{{status}}",
    "launchType": "FARGATE", "cpu": "256", "memory": "512", "startedAt": "{{time:iso:-52000}}", "version": 5,
    "taskArn": "arn:{{partition}}:ecs:{{region}}:{{account}}:task/{{cluster}}/{{hex#task:32}}",
    "taskDefinitionArn": "arn:{{partition}}:ecs:{{region}}:{{account}}:task-definition/app:3"}
})";
constexpr std::string_view kPipeline = R"({
  "version": "0", "id": "{{uuid}}", "detail-type": "CodePipeline Pipeline Execution State Change",
  "source": "aws.codepipeline", "account": "{{account}}", "time": "{{time:seconds}}", "region": "{{region}}",
  "resources": ["arn:{{partition}}:codepipeline:{{region}}:{{account}}:{{pipeline}}"],
  "detail": {"pipeline": "{{pipeline}}", "version": 3, "state": "{{state}}", "execution-id": "{{uuid}}"}
})";
constexpr std::string_view kImage = R"({
  "version": "0", "id": "{{uuid}}", "detail-type": "ECR Image Action", "source": "aws.ecr", "account": "{{account}}",
  "time": "{{time:seconds}}", "region": "{{region}}", "resources": [],
  "detail": {"result": "SUCCESS", "repository-name": "{{repository}}", "image-digest": "sha256:{{hex:64}}",
             "action-type": "{{action}}", "image-tag": "{{tag}}"}
})";
constexpr std::string_view kExecution = R"({
  "version": "0", "id": "{{uuid}}", "detail-type": "Step Functions Execution Status Change", "source": "aws.states",
  "account": "{{account}}", "time": "{{time:seconds}}", "region": "{{region}}",
  "resources": ["arn:{{partition}}:states:{{region}}:{{account}}:execution:{{state-machine}}:{{uuid#execution}}"],
  "detail": {
    "executionArn": "arn:{{partition}}:states:{{region}}:{{account}}:execution:{{state-machine}}:{{uuid#execution}}",
    "stateMachineArn": "arn:{{partition}}:states:{{region}}:{{account}}:stateMachine:{{state-machine}}",
    "name": "{{uuid#execution}}", "status": "{{status}}", "startDate": "{{time:ms:-4200}}", "stopDate": "{{stop}}",
    "input": "{{input}}", "output": "{{output}}", "inputDetails": {"included": true}, "outputDetails": "{{output-details}}",
    "error": null, "cause": null}
})";

Result<void> custom(Values& values) {
  TRY(detail, values.json("detail"));
  if (!detail.is_object()) return Error{ErrorKind::Usage, "--detail takes a JSON object"};
  Json resources = Json::array();
  for (const std::string& resource : values.list("resource")) resources.push_back(resource);
  values.set("resources", std::move(resources));
  return {};
}

Result<void> object(Values& values) {
  values.set("sequencer",
             fmt::format("{:010X}{}", values.time().time_since_epoch().count() / 1000, values.evaluate_text("HEX:8")));
  if (values.type().body.empty()) return {};
  const bool content = values.is_given("content");
  values.set("object-size", content ? values.evaluate("content|size") : values.evaluate("size|number"));
  values.set("etag", values.evaluate(content ? "content|md5" : "hex:32"));
  return {};
}

Result<void> instance(Values& values) {
  const std::string given = values.text("instance-id");
  values.set("instance", given.empty() ? "i-" + values.evaluate_text("hex:17") : given);
  return {};
}

Result<void> execution(Values& values) {
  const std::string status = values.text("status");
  values.set("stop", status == "RUNNING" ? Json() : values.evaluate("time:ms"));
  values.set("output", status == "SUCCEEDED" ? Json("{}") : Json());
  values.set("output-details", status == "SUCCEEDED" ? Json{{"included", true}} : Json());
  return {};
}

constexpr std::string_view kEvents = "docs.aws.amazon.com/eventbridge/latest/userguide/aws-events.html";
constexpr std::string_view kS3Page = "docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html";

constexpr std::array kTypes = {
    EventType{.name = "custom",
              .about = "an event of your own",
              .page = kEvents,
              .options = kCustomOptions,
              .shape = kCustom,
              .compute = custom,
              .body = "detail"},
    EventType{.name = "s3-object-created",
              .about = "S3: an object was created",
              .page = kS3Page,
              .options = kCreatedOptions,
              .shape = kCreated,
              .compute = object,
              .body = "content"},
    EventType{.name = "s3-object-deleted",
              .about = "S3: an object was deleted",
              .page = kS3Page,
              .options = kDeletedOptions,
              .shape = kDeleted,
              .compute = object},
    EventType{.name = "scheduled-event",
              .about = "a rule with a schedule",
              .page = kEvents,
              .options = kRuleOptions,
              .shape = kScheduled},
    EventType{.name = "scheduler",
              .about = "a schedule of EventBridge Scheduler",
              .page = "docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html",
              .options = kScheduleOptions,
              .shape = kScheduler},
    EventType{.name = "ec2-state-change",
              .about = "EC2: an instance started or stopped",
              .page = kEvents,
              .options = kInstanceOptions,
              .shape = kInstance,
              .compute = instance},
    EventType{.name = "ecs-task-state-change",
              .about = "ECS: a task started or stopped",
              .page = kEvents,
              .options = kTaskOptions,
              .shape = kTask},
    EventType{.name = "codepipeline-state-change",
              .about = "CodePipeline: an execution started, ended or failed",
              .page = "docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html",
              .options = kPipelineOptions,
              .shape = kPipeline},
    EventType{.name = "ecr-image-action",
              .about = "ECR: an image was pushed or deleted",
              .page = "docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html",
              .options = kImageOptions,
              .shape = kImage},
    EventType{.name = "step-functions-status-change",
              .about = "Step Functions: an execution ended or failed",
              .page = "docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html",
              .options = kExecutionOptions,
              .shape = kExecution,
              .compute = execution,
              .body = "input"},
};

}  // namespace
}  // namespace eventbridge

std::span<const EventType> eventbridge_types() { return eventbridge::kTypes; }

}  // namespace lambdalocal::events
