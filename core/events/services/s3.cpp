// Amazon S3. Size and eTag are those of the object's content where that is given; keys are form-URL-encoded, as S3 does it.
// Sources: docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html,
// docs.aws.amazon.com/lambda/latest/dg/services-s3-batch.html, docs.aws.amazon.com/AmazonS3/latest/userguide/olap-writing-lambda.html
#include <fmt/format.h>

#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace s3 {
namespace {

constexpr Option kBucket{"bucket", "example-bucket", "name of the bucket"};
constexpr Option kKey{"key", "test/key", "key of the object, as it is: it is encoded as S3 does"};
constexpr Option kVersion{"version-id", "", "version of the object, in a bucket with versions"};
constexpr Option kConfiguration{"configuration-id", "lambdalocal", "id of the notification"};
constexpr Option kContent{"content", "", "what is in the object: size and eTag are computed of it"};
constexpr Option kSize{"size", "1024", "of the object in bytes, without --content", OptionKind::Number};

constexpr std::array kPutOptions = {
    kBucket,
    kKey,
    Option{"event-name", "ObjectCreated:Put", "without s3: in front, ObjectCreated:Copy for instance"},
    kContent,
    kSize,
    kVersion,
    kConfiguration};
constexpr std::array kDeleteOptions = {
    kBucket, kKey, Option{"event-name", "ObjectRemoved:Delete", "or ObjectRemoved:DeleteMarkerCreated"}, kVersion,
    kConfiguration};
constexpr std::array kRestoreOptions = {kBucket,
                                        kKey,
                                        kSize,
                                        kVersion,
                                        kConfiguration,
                                        Option{"event-name", "ObjectRestore:Completed", "or ObjectRestore:Post"},
                                        Option{"storage-class", "GLACIER", "where it was", OptionKind::Text}};
constexpr std::array kTestOptions = {kBucket};
constexpr std::array kBatchOptions = {
    Option{"bucket-arn", "", "default: the ARN of the bucket"},
    kBucket,
    kKey,
    kVersion,
    Option{"schema", "1.0", "of the invocation", OptionKind::Choice, "1.0|2.0"},
    Option{"argument", "", "of the job, name=value; repeatable, schema 2.0", OptionKind::List}};
constexpr std::array kObjectLambdaOptions = {
    kBucket, kKey, Option{"access-point", "example-access-point", "name of the Object Lambda access point"},
    Option{"payload", "", "of its configuration"}};

constexpr std::string_view kRecords = R"({"Records": "{{records}}"})";

constexpr std::string_view kPut = R"({
  "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "{{region}}", "eventTime": "{{time:iso}}",
  "eventName": "{{event-name}}", "userIdentity": {"principalId": "AWS:AIDA{{ID:17}}"},
  "requestParameters": {"sourceIPAddress": "203.0.113.17"},
  "responseElements": {"x-amz-request-id": "{{HEX:16}}", "x-amz-id-2": "{{base64:48}}"},
  "s3": {
    "s3SchemaVersion": "1.0", "configurationId": "{{configuration-id}}",
    "bucket": {"name": "{{bucket}}", "ownerIdentity": {"principalId": "A{{ID@owner:13}}"},
               "arn": "arn:{{partition}}:s3:::{{bucket}}"},
    "object": {"key": "{{key|form}}", "size": "{{object-size}}", "eTag": "{{etag}}", "versionId": "{{?version-id}}",
               "sequencer": "{{sequencer}}"}
  }
})";

constexpr std::string_view kDelete = R"({
  "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "{{region}}", "eventTime": "{{time:iso}}",
  "eventName": "{{event-name}}", "userIdentity": {"principalId": "AWS:AIDA{{ID:17}}"},
  "requestParameters": {"sourceIPAddress": "203.0.113.17"},
  "responseElements": {"x-amz-request-id": "{{HEX:16}}", "x-amz-id-2": "{{base64:48}}"},
  "s3": {
    "s3SchemaVersion": "1.0", "configurationId": "{{configuration-id}}",
    "bucket": {"name": "{{bucket}}", "ownerIdentity": {"principalId": "A{{ID@owner:13}}"},
               "arn": "arn:{{partition}}:s3:::{{bucket}}"},
    "object": {"key": "{{key|form}}", "versionId": "{{?version-id}}", "sequencer": "{{sequencer}}"}
  }
})";

constexpr std::string_view kRestore = R"({
  "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "{{region}}", "eventTime": "{{time:iso}}",
  "eventName": "{{event-name}}", "userIdentity": {"principalId": "AmazonCustomer:A{{ID:13}}"},
  "requestParameters": {"sourceIPAddress": "s3.{{dns}}"},
  "responseElements": {"x-amz-request-id": "{{HEX:16}}", "x-amz-id-2": "{{base64:48}}"},
  "s3": {
    "s3SchemaVersion": "1.0", "configurationId": "{{configuration-id}}",
    "bucket": {"name": "{{bucket}}", "ownerIdentity": {"principalId": "A{{ID@owner:13}}"},
               "arn": "arn:{{partition}}:s3:::{{bucket}}"},
    "object": {"key": "{{key|form}}", "size": "{{object-size}}", "eTag": "{{etag}}", "versionId": "{{?version-id}}",
               "sequencer": "{{sequencer}}"}
  },
  "glacierEventData": {"restoreEventData": {
    "lifecycleRestorationExpiryTime": "{{time:iso:86400000}}", "lifecycleRestoreStorageClass": "{{storage-class}}"}}
})";

constexpr std::string_view kTest = R"({
  "Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "{{time:iso}}", "Bucket": "{{bucket}}",
  "RequestId": "{{HEX:16}}", "HostId": "{{base64:48}}"
})";

constexpr std::string_view kBatch = R"({
  "invocationSchemaVersion": "{{schema}}", "invocationId": "{{base64:48}}",
  "job": {"id": "{{uuid}}", "userArguments": "{{?arguments}}"}, "tasks": "{{records}}"
})";
constexpr std::string_view kBatchTask = R"({
  "taskId": "{{base64:48}}", "s3Key": "{{key|form}}", "s3VersionId": "{{version}}", "s3BucketArn": "{{?arn}}",
  "s3Bucket": "{{?name}}"
})";

constexpr std::string_view kObjectLambda = R"({
  "xAmzRequestId": "{{uuid}}",
  "getObjectContext": {
    "inputS3Url": "https://{{access-point}}-{{account}}.s3-accesspoint.{{region}}.{{dns}}/{{key|percent}}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={{stamp}}&X-Amz-SignedHeaders=host&X-Amz-Expires=61&X-Amz-Credential=AKIA{{ID:16}}%2F{{day}}%2F{{region}}%2Fs3%2Faws4_request&X-Amz-Signature={{hex:64}}",
    "outputRoute": "io-use1-001", "outputToken": "{{base64:48}}"},
  "configuration": {
    "accessPointArn": "arn:{{partition}}:s3-object-lambda:{{region}}:{{account}}:accesspoint/{{access-point}}",
    "supportingAccessPointArn": "arn:{{partition}}:s3:{{region}}:{{account}}:accesspoint/{{bucket}}",
    "payload": "{{payload}}"},
  "userRequest": {
    "url": "https://{{access-point}}-{{account}}.s3-object-lambda.{{region}}.{{dns}}/{{key|percent}}",
    "headers": {"Host": "{{access-point}}-{{account}}.s3-object-lambda.{{region}}.{{dns}}", "Accept-Encoding": "identity",
                "X-Amz-Content-SHA256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}},
  "userIdentity": {
    "type": "AssumedRole", "principalId": "AROA{{ID#role:17}}:session",
    "arn": "arn:{{partition}}:sts::{{account}}:assumed-role/Reader/session", "accountId": "{{account}}",
    "accessKeyId": "ASIA{{ID:16}}",
    "sessionContext": {
      "attributes": {"mfaAuthenticated": "false", "creationDate": "{{time:seconds:-600000}}"},
      "sessionIssuer": {"type": "Role", "principalId": "AROA{{ID#role:17}}", "arn": "arn:{{partition}}:iam::{{account}}:role/Reader",
                        "accountId": "{{account}}", "userName": "Reader"}}},
  "protocolVersion": "1.00"
})";

// Sequencers of a key compare like the times of its events.
std::string sequencer(Values& values) {
  const auto ms = values.time().time_since_epoch().count();
  return fmt::format("{:010X}{}", ms / 1000, values.evaluate_text("HEX:8"));
}

Result<void> object(Values& values) {
  values.set("sequencer", sequencer(values));
  const bool content = values.is_given("content");
  values.set("object-size", content ? values.evaluate("content|size") : values.evaluate("size|number"));
  values.set("etag", values.evaluate(content ? "content|md5" : "hex:32"));
  return {};
}

Result<void> removed(Values& values) {
  values.set("sequencer", sequencer(values));
  return {};
}

Result<void> restored(Values& values) {
  values.set("sequencer", sequencer(values));
  values.set("object-size", values.evaluate("size|number"));
  values.set("etag", values.evaluate("hex:32"));
  return {};
}

// Of a task, and of the job, which has the arguments.
Result<void> batch_task(Values& values) {
  const bool second = values.text("schema") == "2.0";
  const std::string arn = values.text("bucket-arn");
  const std::string of_bucket = fmt::format("arn:{}:s3:::{}", partition_of(values.settings()), values.text("bucket"));
  values.set("arn", second ? std::string() : arn.empty() ? of_bucket : arn);
  values.set("name", second ? values.text("bucket") : std::string());
  const std::string version = values.text("version-id");
  values.set("version", version.empty() ? Json(nullptr) : Json(version));
  Json arguments = Json::object();
  for (const std::string& argument : values.list("argument")) {
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos) {
      return Error{ErrorKind::Usage, fmt::format("--argument takes name=value, not '{}'", argument)};
    }
    arguments[argument.substr(0, equals)] = argument.substr(equals + 1);
  }
  values.set("arguments", std::move(arguments));
  return {};
}

Result<void> object_lambda(Values& values) {
  std::string stamp;
  for (const char character : values.evaluate_text("time:seconds")) {
    if (character != '-' && character != ':') stamp += character;
  }
  values.set("day", stamp.substr(0, 8));
  values.set("stamp", std::move(stamp));
  return {};
}

constexpr std::string_view kPage = "docs.aws.amazon.com/lambda/latest/dg/with-s3.html";

constexpr std::array kTypes = {
    EventType{.name = "put",
              .about = "an object was created",
              .page = kPage,
              .options = kPutOptions,
              .shape = kRecords,
              .record = kPut,
              .compute = object,
              .body = "content"},
    EventType{.name = "delete",
              .about = "an object was deleted",
              .page = kPage,
              .options = kDeleteOptions,
              .shape = kRecords,
              .record = kDelete,
              .compute = removed},
    EventType{.name = "restore",
              .about = "an object came back from Glacier",
              .page = kPage,
              .options = kRestoreOptions,
              .shape = kRecords,
              .record = kRestore,
              .compute = restored},
    EventType{.name = "test-event",
              .about = "what S3 sends when a notification is configured",
              .page = kPage,
              .options = kTestOptions,
              .shape = kTest},
    EventType{.name = "batch-invocation",
              .about = "a task of S3 Batch Operations",
              .page = "docs.aws.amazon.com/lambda/latest/dg/services-s3-batch.html",
              .options = kBatchOptions,
              .shape = kBatch,
              .record = kBatchTask,
              .compute = batch_task},
    EventType{.name = "object-lambda",
              .about = "GetObject through an Object Lambda access point",
              .page = "docs.aws.amazon.com/AmazonS3/latest/userguide/olap-writing-lambda.html",
              .options = kObjectLambdaOptions,
              .shape = kObjectLambda,
              .compute = object_lambda},
};

}  // namespace
}  // namespace s3

std::span<const EventType> s3_types() { return s3::kTypes; }

}  // namespace lambdalocal::events
