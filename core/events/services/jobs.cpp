// Batch, SageMaker Ground Truth, Step Functions and Rekognition.
// Sources: docs.aws.amazon.com/sagemaker/latest/dg/sms-custom-templates-step3-lambda-requirements.html,
// docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
#include <algorithm>
#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace jobs {
namespace {

constexpr std::array kGetOptions = {Option{"job-name", "hello_world", "name of the job"},
                                    Option{"job-queue", "default", "name of its queue"},
                                    Option{"job-definition", "hello_world", "name of its definition"}};
constexpr std::array kSubmitOptions = {Option{"job-id", "", "default: a new one"}};
constexpr std::array kPreOptions = {
    Option{"source-ref", "s3://sagemakerexample/object_to_annotate.jpg", "the object to be labelled"},
    Option{"labeling-job-name", "example-job", "name of the job"}};
constexpr std::array kConsolidationOptions = {
    Option{"labeling-job-name", "example-job", "name of the job"},
    Option{"label-attribute-name", "example-attribute", "of the output"},
    Option{"s3-output-path", "s3://sagemakerexample/output", "where the job writes"},
    Option{"execution-role", "sagemaker-role", "name of the job's role"},
    Option{"iteration-object-timestamp", "iteration-1/0/2019-09-06_18:35:03", "of the answers' file"}};
constexpr std::array kErrorOptions = {Option{"error", "ErrorName", "name of the error"},
                                      Option{"cause", "This is the cause of the error.", "of the error"}};
constexpr std::array kTaskOptions = {
    Option{"input", R"({"orderId": "1001"})", "of the state, as JSON", OptionKind::JsonText}};
constexpr std::array kTokenOptions = {
    Option{"input", R"({"orderId": "1001"})", "of the state, as JSON", OptionKind::JsonText},
    Option{"token", "", "of the task; default: a new one"}};

constexpr std::string_view kGetJob =
    R"({"jobName": "{{job-name}}", "jobQueue": "{{job-queue}}", "jobDefinition": "{{job-definition}}"})";
constexpr std::string_view kPre = R"({
  "version": "2018-10-16", "labelingJobArn": "arn:{{partition}}:sagemaker:{{region}}:{{account}}:labeling-job/{{labeling-job-name}}",
  "dataObject": {"source-ref": "{{source-ref}}"}
})";
constexpr std::string_view kConsolidation = R"({
  "version": "2018-10-16", "labelingJobArn": "arn:{{partition}}:sagemaker:{{region}}:{{account}}:labeling-job/{{labeling-job-name}}",
  "labelAttributeName": "{{label-attribute-name}}", "roleArn": "arn:{{partition}}:iam::{{account}}:role/{{execution-role}}",
  "payload": {"s3Uri": "{{s3-output-path}}/{{labeling-job-name}}/annotations/worker-response/{{iteration-object-timestamp}}.json"}
})";

constexpr std::array kBatch = {
    EventType{.name = "get-job",
              .about = "which job is asked for",
              .page = "docs.aws.amazon.com/batch/latest/userguide/what-is-batch.html",
              .options = kGetOptions,
              .shape = kGetJob},
    EventType{.name = "submit-job",
              .about = "a job was submitted",
              .page = "docs.aws.amazon.com/batch/latest/userguide/what-is-batch.html",
              .options = kSubmitOptions,
              .shape = R"({"jobId": "{{job-id??uuid}}"})"},
};
constexpr std::string_view kGroundTruthPage =
    "docs.aws.amazon.com/sagemaker/latest/dg/sms-custom-templates-step3-lambda-requirements.html";
constexpr std::array kSageMaker = {
    EventType{.name = "ground-truth-pre-human",
              .about = "Ground Truth: an object is to be labelled",
              .page = kGroundTruthPage,
              .options = kPreOptions,
              .shape = kPre},
    EventType{.name = "ground-truth-annotation-consolidation",
              .about = "Ground Truth: labels are to be put together",
              .page = kGroundTruthPage,
              .options = kConsolidationOptions,
              .shape = kConsolidation},
};
constexpr std::string_view kStepPage = "docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html";
constexpr std::array kStepFunctions = {
    EventType{.name = "error",
              .about = "an error that a state caught",
              .page = "docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html",
              .options = kErrorOptions,
              .shape = R"({"Error": "{{error}}", "Cause": "{{cause}}"})"},
    EventType{.name = "task",
              .about = "a task state: its input alone",
              .page = kStepPage,
              .options = kTaskOptions,
              .shape = R"("{{input|json}}")",
              .body = "input"},
    EventType{.name = "task-token",
              .about = "a task state that waits for its token",
              .page = kStepPage,
              .options = kTokenOptions,
              .shape = R"({"token": "{{token??base64:300}}", "input": "{{input|json}}"})",
              .body = "input"},
};

// SAM's type of this service is the notification of the object that is to be looked at.
std::array<EventType, 1> notification_of_s3() {
  EventType type = *std::ranges::find(s3_types(), "put", &EventType::name);
  type.name = "s3-request";
  type.about = "S3: an image was created";
  return {type};
}

}  // namespace
}  // namespace jobs

std::span<const EventType> batch_types() { return jobs::kBatch; }
std::span<const EventType> sagemaker_types() { return jobs::kSageMaker; }
std::span<const EventType> stepfunctions_types() { return jobs::kStepFunctions; }
std::span<const EventType> rekognition_types() {
  static const std::array<EventType, 1> kTypes = jobs::notification_of_s3();
  return kTypes;
}

}  // namespace lambdalocal::events
