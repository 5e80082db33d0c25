// Kafka, of MSK and self-managed; Amazon MQ; DocumentDB change streams. Sources:
// docs.aws.amazon.com/lambda/latest/dg/with-msk.html, docs.aws.amazon.com/lambda/latest/dg/with-kafka.html,
// docs.aws.amazon.com/lambda/latest/dg/with-mq.html, docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html
#include <fmt/format.h>

#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace streaming {
namespace {

constexpr Option kTopic{"topic", "mytopic", "name of the topic"};
constexpr Option kKey{"key", "recordKey", "of the record, as it is: it is encoded to base64"};
constexpr Option kValue{"value", "Hello from Kafka!", "of the record, as it is: it is encoded to base64"};
constexpr Option kPartitionNumber{"partition-number", "0", "of the topic", OptionKind::Number};
constexpr Option kOffset{"offset", "15", "of the first record", OptionKind::Number};
constexpr Option kHeader{"header", "headerKey=headerValue", "of the record, name=value; repeatable", OptionKind::List};
constexpr std::array kMskOptions = {kTopic,
                                    kKey,
                                    kValue,
                                    kPartitionNumber,
                                    kOffset,
                                    kHeader,
                                    Option{"cluster", "example-cluster", "name of the cluster"}};
constexpr std::array kKafkaOptions = {
    kTopic,
    kKey,
    kValue,
    kPartitionNumber,
    kOffset,
    kHeader,
    Option{"bootstrap-servers", "abc.xyz.com:9092,def.xyz.com:9092", "of the cluster, with commas between"}};
constexpr std::array kQueueOptions = {
    Option{"broker", "example-broker", "name of the broker"}, Option{"queue", "testQueue", "name of the queue"},
    Option{"data", "Hello from Amazon MQ!", "of the message, as it is: it is encoded to base64"},
    Option{"property", "", "of the message, name=value; repeatable", OptionKind::List}};
constexpr std::array kRabbitOptions = {kQueueOptions[0], kQueueOptions[1], kQueueOptions[2],
                                       Option{"virtual-host", "/", "of the queue"},
                                       Option{"content-type", "text/plain", "of the message"}};
constexpr std::array kDocumentOptions = {
    Option{"cluster", "example-cluster", "name of the cluster"}, Option{"database", "test_database", "its name"},
    Option{"collection", "test_collection", "its name"},
    Option{"operation", "insert", "what happened", OptionKind::Choice, "insert|update|replace|delete"},
    Option{"document", R"({"anyField": "sampleValue"})", "the document, as JSON", OptionKind::JsonText}};

constexpr std::string_view kMsk = R"({
  "eventSource": "aws:kafka", "eventSourceArn": "arn:{{partition}}:kafka:{{region}}:{{account}}:cluster/{{cluster}}/{{uuid}}-2",
  "bootstrapServers": "b-2.{{cluster}}.{{id#cluster:6}}.c1.kafka.{{region}}.{{dns}}:9092,b-1.{{cluster}}.{{id#cluster:6}}.c1.kafka.{{region}}.{{dns}}:9092",
  "records": {"{{topic}}-{{partition-number}}": "{{records}}"}
})";
constexpr std::string_view kSelfManaged = R"({
  "eventSource": "SelfManagedKafka", "bootstrapServers": "{{bootstrap-servers}}",
  "records": {"{{topic}}-{{partition-number}}": "{{records}}"}
})";
constexpr std::string_view kKafkaRecord = R"({
  "topic": "{{topic}}", "partition": "{{partition-number|number}}", "offset": "{{number}}", "timestamp": "{{time:ms}}",
  "timestampType": "CREATE_TIME", "key": "{{key|base64}}", "value": "{{value|base64}}", "headers": "{{headers}}"
})";
constexpr std::string_view kActive = R"({
  "eventSource": "aws:mq", "eventSourceArn": "arn:{{partition}}:mq:{{region}}:{{account}}:broker:{{broker}}:b-{{uuid@broker}}",
  "messages": "{{records}}"
})";
constexpr std::string_view kActiveMessage = R"({
  "messageID": "ID:b-{{uuid@broker}}-1.mq.{{region}}.{{dns}}-37557-{{time@opened:ms:-60000}}-4:1:1:1:{{n}}",
  "messageType": "jms/text-message", "deliveryMode": 1, "replyTo": null, "type": null, "expiration": 0, "priority": 4,
  "correlationID": "", "redelivered": false, "destination": {"physicalName": "{{queue}}"}, "data": "{{data|base64}}",
  "timestamp": "{{time:ms}}", "brokerInTime": "{{time:ms}}", "brokerOutTime": "{{time:ms:1}}", "properties": "{{properties}}"
})";
constexpr std::string_view kRabbit = R"({
  "eventSource": "aws:rmq", "eventSourceArn": "arn:{{partition}}:mq:{{region}}:{{account}}:broker:{{broker}}:b-{{uuid}}",
  "rmqMessagesByQueue": {"{{queue}}::{{virtual-host}}": "{{records}}"}
})";
constexpr std::string_view kRabbitMessage = R"({
  "basicProperties": {
    "contentType": "{{content-type}}", "contentEncoding": null, "headers": {"number": {"bytes": [49, 48]}}, "deliveryMode": 1,
    "priority": 34, "correlationId": null, "replyTo": null, "expiration": "60000", "messageId": null,
    "timestamp": "{{time:month}}", "type": null, "userId": "AIDA{{ID:17}}", "appId": null, "clusterId": null,
    "bodySize": "{{data|size}}"},
  "redelivered": false, "data": "{{data|base64}}"
})";
constexpr std::string_view kDocuments = R"({
  "eventSource": "aws:docdb", "eventSourceArn": "arn:{{partition}}:rds:{{region}}:{{account}}:cluster:{{cluster}}",
  "events": "{{records}}"
})";
constexpr std::string_view kDocument = R"({"event": {
  "_id": {"_data": "01{{hex:34}}"}, "clusterTime": {"$timestamp": {"t": "{{time:s}}", "i": "{{n}}"}},
  "documentKey": {"_id": {"$oid": "{{oid}}"}}, "fullDocument": "{{?full}}", "ns": {"db": "{{database}}", "coll": "{{collection}}"},
  "operationType": "{{operation}}", "updateDescription": "{{?changes}}"
}})";

// Bytes of headers are signed.
Result<void> kafka(Values& values) {
  Json headers = Json::array();
  for (const std::string& header : values.list("header")) {
    const std::size_t equals = header.find('=');
    if (equals == std::string::npos)
      return Error{ErrorKind::Usage, fmt::format("--header takes name=value, not '{}'", header)};
    Json bytes = Json::array();
    for (const char byte : header.substr(equals + 1)) bytes.push_back(static_cast<int>(static_cast<signed char>(byte)));
    headers.push_back(Json{{header.substr(0, equals), std::move(bytes)}});
  }
  values.set("headers", std::move(headers));
  values.set("number", Json(values.evaluate("offset|number").get<std::int64_t>() + values.index()));
  return {};
}

Result<void> properties(Values& values) {
  Json all = Json::object();
  for (const std::string& property : values.list("property")) {
    const std::size_t equals = property.find('=');
    if (equals == std::string::npos) {
      return Error{ErrorKind::Usage, fmt::format("--property takes name=value, not '{}'", property)};
    }
    all[property.substr(0, equals)] = property.substr(equals + 1);
  }
  values.set("properties", std::move(all));
  return {};
}

Result<void> document(Values& values) {
  const std::string operation = values.text("operation");
  TRY(given, values.json("document"));
  if (!given.is_object()) return Error{ErrorKind::Usage, "--document takes a JSON object"};
  const std::string id =
      fmt::format("{:08x}{}", values.time().time_since_epoch().count() / 1000, values.evaluate_text("hex:16"));
  values.set("oid", id);
  Json full = {{"_id", {{"$oid", id}}}};
  full.update(given);
  values.set("full", operation == "delete" ? Json() : full);
  values.set("changes",
             operation == "update"
                 ? Json{{"updatedFields", given}, {"removedFields", Json::array()}, {"truncatedArrays", Json::array()}}
                 : Json());
  return {};
}

constexpr std::array kKafka = {
    EventType{.name = "msk",
              .about = "records of a topic of Amazon MSK",
              .page = "docs.aws.amazon.com/lambda/latest/dg/with-msk.html",
              .options = kMskOptions,
              .shape = kMsk,
              .record = kKafkaRecord,
              .compute = kafka,
              .body = "value"},
    EventType{.name = "self-managed",
              .about = "records of a topic of one's own Kafka",
              .page = "docs.aws.amazon.com/lambda/latest/dg/with-kafka.html",
              .options = kKafkaOptions,
              .shape = kSelfManaged,
              .record = kKafkaRecord,
              .compute = kafka,
              .body = "value"},
};
constexpr std::array kMq = {
    EventType{.name = "activemq",
              .about = "messages of a queue of ActiveMQ",
              .page = "docs.aws.amazon.com/lambda/latest/dg/with-mq.html",
              .options = kQueueOptions,
              .shape = kActive,
              .record = kActiveMessage,
              .compute = properties,
              .body = "data"},
    EventType{.name = "rabbitmq",
              .about = "messages of a queue of RabbitMQ",
              .page = "docs.aws.amazon.com/lambda/latest/dg/with-mq.html",
              .options = kRabbitOptions,
              .shape = kRabbit,
              .record = kRabbitMessage,
              .body = "data"},
};
constexpr std::array kDocumentDb = {
    EventType{.name = "change-event",
              .about = "changes of a collection",
              .page = "docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html",
              .options = kDocumentOptions,
              .shape = kDocuments,
              .record = kDocument,
              .compute = document,
              .body = "document"},
};

}  // namespace
}  // namespace streaming

std::span<const EventType> documentdb_types() { return streaming::kDocumentDb; }
std::span<const EventType> kafka_types() { return streaming::kKafka; }
std::span<const EventType> mq_types() { return streaming::kMq; }

}  // namespace lambdalocal::events
