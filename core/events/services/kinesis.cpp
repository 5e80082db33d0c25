// Kinesis: data streams, and what Firehose and Analytics send to be transformed. Data may be any bytes: it travels as base64.
// Sources: docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html,
// docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
#include <fmt/format.h>

#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"
#include "core/text/digest.h"
#include "core/text/gzip.h"

namespace lambdalocal::events {
namespace kinesis {
namespace {

constexpr Option kStream{"stream", "example-stream", "name of the stream"};
constexpr Option kSequence{"sequence", "", "sequence number of the first record; default: a new one"};
constexpr Option kPartitionKey{"partition-key", "partitionKey-03", "of the record"};
constexpr Option kApplication{"application", "example-application", "name of the application"};
constexpr Option kDelivery{"delivery-stream", "example-delivery-stream", "name of the Firehose stream"};

constexpr Option data_option(std::string_view by_default) {
  return {"data", by_default, "of the record, as it is: it is encoded to base64"};
}

constexpr std::array kStreamOptions = {kStream,
                                       kSequence,
                                       data_option("Hello, this is a test 123."),
                                       kPartitionKey,
                                       Option{"shard", "000000000000", "number of the shard"},
                                       Option{"role", "lambda-role", "name of the function's role"}};
constexpr std::array kFirehoseOptions = {kDelivery, data_option("Hello, this is a test 123.")};
constexpr std::array kApacheOptions = {
    kDelivery, data_option(R"(203.0.113.17 - - [07/Mar/2026:16:10:02 +0000] "GET /index.html HTTP/1.1" 200 6291)")};
constexpr std::array kSyslogOptions = {
    kDelivery,
    data_option("<34>Mar 14 09:26:53 web-1 sshd[4721]: Accepted publickey for deploy from 203.0.113.17 port 51724")};
constexpr std::array kLogsOptions = {kDelivery, Option{"message", "example log event", "of the log event"},
                                     Option{"log-group", "/aws/lambda/example", "name of the log group"},
                                     Option{"log-stream", "", "name of the log stream; default: a new one"}};
constexpr std::array kSourceOptions = {kDelivery, kStream, kSequence, data_option("Hello, this is a test 123."),
                                       kPartitionKey};
constexpr std::array kAnalyticsOptions = {kApplication, kStream, data_option("This is a test from Kinesis Analytics"),
                                          kPartitionKey, kSequence};
constexpr std::array kAnalyticsTableOptions = {
    kApplication, kStream,
    data_option(R"({"ROWTIME_TIMESTAMP":"2026-03-14 09:26:53.000","VEHICLEID":"5","VEHICLECOUNT":18})"), kPartitionKey,
    kSequence};

constexpr std::string_view kStreamRecord = R"({
  "kinesis": {
    "kinesisSchemaVersion": "1.0", "partitionKey": "{{partition-key}}", "sequenceNumber": "{{number}}",
    "data": "{{data|base64}}", "approximateArrivalTimestamp": "{{time:float}}"},
  "eventSource": "aws:kinesis", "eventVersion": "1.0", "eventID": "shardId-{{shard}}:{{number}}",
  "eventName": "aws:kinesis:record", "invokeIdentityArn": "arn:{{partition}}:iam::{{account}}:role/{{role}}",
  "awsRegion": "{{region}}", "eventSourceARN": "arn:{{partition}}:kinesis:{{region}}:{{account}}:stream/{{stream}}"
})";

constexpr std::string_view kFirehose = R"({
  "invocationId": "{{uuid}}", "deliveryStreamArn": "arn:{{partition}}:firehose:{{region}}:{{account}}:deliverystream/{{delivery-stream}}",
  "region": "{{region}}", "records": "{{records}}"
})";
constexpr std::string_view kFirehoseFromStream = R"({
  "invocationId": "{{uuid}}", "sourceKinesisStreamArn": "arn:{{partition}}:kinesis:{{region}}:{{account}}:stream/{{stream}}",
  "deliveryStreamArn": "arn:{{partition}}:firehose:{{region}}:{{account}}:deliverystream/{{delivery-stream}}",
  "region": "{{region}}", "records": "{{records}}"
})";
constexpr std::string_view kFirehoseRecord = R"({
  "recordId": "{{number}}", "approximateArrivalTimestamp": "{{time:ms}}", "data": "{{data|base64}}"
})";
constexpr std::string_view kSourceRecord = R"({
  "recordId": "{{number}}", "approximateArrivalTimestamp": "{{time:ms}}", "data": "{{data|base64}}",
  "kinesisRecordMetadata": {
    "shardId": "shardId-000000000000", "partitionKey": "{{partition-key}}", "approximateArrivalTimestamp": "{{time:ms}}",
    "sequenceNumber": "{{number}}", "subsequenceNumber": 0}
})";
constexpr std::string_view kLogsRecord = R"({
  "recordId": "{{number}}", "approximateArrivalTimestamp": "{{time:ms}}",
  "data": {"$text": {
    "messageType": "DATA_MESSAGE", "owner": "{{account}}", "logGroup": "{{log-group}}",
    "logStream": "{{log-stream??hex#stream:32}}", "subscriptionFilters": ["example-filter"],
    "logEvents": [{"id": "{{log-id}}", "timestamp": "{{time:ms}}", "message": "{{message}}"}]}, "$filters": "gzip|base64"}
})";

constexpr std::string_view kAnalytics = R"({
  "invocationId": "{{uuid}}", "applicationArn": "arn:{{partition}}:kinesisanalytics:{{region}}:{{account}}:application/{{application}}",
  "streamArn": "arn:{{partition}}:kinesis:{{region}}:{{account}}:stream/{{stream}}", "records": "{{records}}"
})";
constexpr std::string_view kAnalyticsRecord = R"({
  "recordId": "{{number}}",
  "kinesisStreamRecordMetadata": {
    "sequenceNumber": "{{number}}", "partitionKey": "{{partition-key}}", "shardId": "shardId-000000000000",
    "approximateArrivalTimestamp": "{{time:ms}}"},
  "data": "{{sent|base64}}"
})";

std::string sequence_number(Values& values) {
  std::string first;
  for (const Option& option : values.type().options) {
    if (option.name == "sequence") first = values.text("sequence");
  }
  if (first.empty()) first = "49" + values.evaluate_text("digits@sequence:54");
  return plus(std::move(first), static_cast<std::uint64_t>(values.index()));
}

Result<void> record(Values& values) {
  const std::string number = sequence_number(values);
  if (number.find_first_not_of("0123456789") != std::string::npos) {
    return Error{ErrorKind::Usage, "--sequence takes a sequence number: digits"};
  }
  values.set("number", number);
  return {};
}

Result<void> log_record(Values& values) {
  TRY_VOID(record(values));
  values.set("log-id", "3" + values.evaluate_text("digits:55"));
  return {};
}

Result<void> analytics(Values& values) {
  values.set("sent", values.text("data"));
  return record(values);
}

Result<void> analytics_compressed(Values& values) {
  values.set("sent", gzip(values.text("data")));
  return record(values);
}

void append_varint(std::string& out, std::size_t value) {
  for (; value >= 128; value /= 128) out += static_cast<char>(value % 128 + 128);
  out += static_cast<char>(value);
}

void append_field(std::string& out, char tag, std::string_view bytes) {
  out += tag;
  append_varint(out, bytes.size());
  out += bytes;
}

// The Kinesis Producer Library packs records into one: a magic number, a protocol buffer with a table of partition keys and the
// records, and the MD5 of it. Source: github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
std::string aggregated(std::string_view partition_key, std::string_view data) {
  std::string one{"\x08\x00", 2};  // partition_key_index: 0
  append_field(one, '\x1a', data);
  std::string message;
  append_field(message, '\x0a', partition_key);
  append_field(message, '\x1a', one);
  return "\xf3\x89\x9a\xc2" + message + md5(message);
}

Result<void> analytics_kpl(Values& values) {
  values.set("sent", aggregated(values.text("partition-key"), values.text("data")));
  return record(values);
}

constexpr std::string_view kRecords = R"({"Records": "{{records}}"})";
constexpr std::string_view kFirehosePage = "docs.aws.amazon.com/lambda/latest/dg/services-kinesisfirehose.html";
constexpr std::string_view kAnalyticsPage = "docs.aws.amazon.com/kinesisanalytics/latest/dev/lambda-preprocessing.html";

constexpr std::array kTypes = {
    EventType{.name = "get-records",
              .about = "records of a data stream",
              .page = "docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html",
              .options = kStreamOptions,
              .shape = kRecords,
              .record = kStreamRecord,
              .compute = record,
              .body = "data"},
    EventType{.name = "kinesis-firehose",
              .about = "Firehose: records to be transformed",
              .page = kFirehosePage,
              .options = kFirehoseOptions,
              .shape = kFirehose,
              .record = kFirehoseRecord,
              .compute = record,
              .body = "data"},
    EventType{.name = "apachelog",
              .about = "Firehose: lines of an Apache log",
              .page = kFirehosePage,
              .options = kApacheOptions,
              .shape = kFirehose,
              .record = kFirehoseRecord,
              .compute = record,
              .body = "data"},
    EventType{.name = "syslog",
              .about = "Firehose: lines of a syslog",
              .page = kFirehosePage,
              .options = kSyslogOptions,
              .shape = kFirehose,
              .record = kFirehoseRecord,
              .compute = record,
              .body = "data"},
    EventType{.name = "cloudwatch-logs-processor",
              .about = "Firehose: log events of CloudWatch Logs",
              .page = kFirehosePage,
              .options = kLogsOptions,
              .shape = kFirehose,
              .record = kLogsRecord,
              .compute = log_record,
              .body = "message"},
    EventType{.name = "streams-as-source",
              .about = "Firehose: records that came from a data stream",
              .page = kFirehosePage,
              .options = kSourceOptions,
              .shape = kFirehoseFromStream,
              .record = kSourceRecord,
              .compute = record,
              .body = "data"},
    EventType{.name = "analytics",
              .about = "Analytics: records to be preprocessed",
              .page = kAnalyticsPage,
              .options = kAnalyticsOptions,
              .shape = kAnalytics,
              .record = kAnalyticsRecord,
              .compute = analytics,
              .body = "data"},
    EventType{.name = "analytics-compressed",
              .about = "Analytics: the same with compressed data",
              .page = kAnalyticsPage,
              .options = kAnalyticsOptions,
              .shape = kAnalytics,
              .record = kAnalyticsRecord,
              .compute = analytics_compressed,
              .body = "data"},
    EventType{.name = "analytics-dynamodb",
              .about = "Analytics: results for a table",
              .page = kAnalyticsPage,
              .options = kAnalyticsTableOptions,
              .shape = kAnalytics,
              .record = kAnalyticsRecord,
              .compute = analytics,
              .body = "data"},
    EventType{.name = "analytics-kpl",
              .about = "Analytics: records packed by the Kinesis Producer Library",
              .page = kAnalyticsPage,
              .options = kAnalyticsOptions,
              .shape = kAnalytics,
              .record = kAnalyticsRecord,
              .compute = analytics_kpl,
              .body = "data"},
};

}  // namespace
}  // namespace kinesis

std::span<const EventType> kinesis_types() { return kinesis::kTypes; }

}  // namespace lambdalocal::events
