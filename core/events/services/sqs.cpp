// Amazon SQS. Sources: docs.aws.amazon.com/lambda/latest/dg/with-sqs.html,
// docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html (the MD5 of attributes)
#include <fmt/format.h>

#include <array>
#include <map>

#include "core/events/services/services.h"
#include "core/events/values.h"
#include "core/text/base64.h"
#include "core/text/digest.h"

namespace lambdalocal::events {
namespace sqs {
namespace {

constexpr std::array kOptions = {
    Option{"queue-name", "MyQueue", "name of the queue; one that ends with .fifo is a FIFO queue"},
    Option{"body", "Hello from SQS!", "of the message"},
    Option{"attribute", "", "of the message: name=text, name:Number=5, name:Binary=base64; repeatable",
           OptionKind::List},
    Option{"group-id", "", "FIFO: message group; default: 1"},
    Option{"deduplication-id", "", "FIFO; default: a new one"},
    Option{"receive-count", "1", "how often the message was received", OptionKind::Number},
    Option{"sender-id", "", "who sent it; default: a new one"},
    Option{"dead-letter-source", "", "name of the queue whose dead-letter queue this is"},
};

constexpr std::string_view kRecord = R"({
  "messageId": "{{uuid}}", "receiptHandle": "AQEB{{base64:132}}", "body": "{{body}}",
  "attributes": {
    "ApproximateReceiveCount": "{{receive-count}}", "SentTimestamp": "{{time:ms|text}}",
    "SequenceNumber": "{{?sequence}}", "MessageGroupId": "{{?group}}",
    "SenderId": "{{sender-id??sender}}", "MessageDeduplicationId": "{{?deduplication}}",
    "ApproximateFirstReceiveTimestamp": "{{time:ms:12|text}}",
    "DeadLetterQueueSourceArn": "{{?source}}"},
  "messageAttributes": "{{attributes}}", "md5OfBody": "{{body|md5}}", "md5OfMessageAttributes": "{{?attributes-md5}}",
  "eventSource": "aws:sqs", "eventSourceARN": "arn:{{partition}}:sqs:{{region}}:{{account}}:{{queue-name}}",
  "awsRegion": "{{region}}"
})";

void append_part(std::string& out, std::string_view bytes) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(bytes.size() >> shift);
  out += bytes;
}

// A member that is text; empty for all else, which --set may have put there.
std::string text_member(const Json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : std::string();
}

// Empty where there are no attributes: then AWS sends no digest.
std::string md5_of_attributes(const Json& attributes) {
  if (!attributes.is_object() || attributes.empty()) return {};
  std::map<std::string, const Json*> sorted;
  for (const auto& [name, attribute] : attributes.items()) {
    if (!attribute.is_object()) return {};
    sorted[name] = &attribute;
  }
  std::string digested;
  for (const auto& [name, attribute] : sorted) {
    const std::string type = text_member(*attribute, "dataType");
    const bool binary = type.starts_with("Binary");
    const std::string value = text_member(*attribute, binary ? "binaryValue" : "stringValue");
    append_part(digested, name);
    append_part(digested, type);
    digested += binary ? '\2' : '\1';
    append_part(digested, binary ? base64_decode(value).value_or("") : value);
  }
  return md5_hex(digested);
}

Result<Json> message_attributes(const std::vector<std::string>& given) {
  Json attributes = Json::object();
  for (const std::string& text : given) {
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, std::min(text.find(':'), equals));
    if (equals == std::string::npos || name.empty()) {
      return Error{ErrorKind::Usage,
                   fmt::format("--attribute takes name=text, name:Number=5 or name:Binary=base64, not '{}'", text)};
    }
    const std::string type = name.size() == equals ? "String" : text.substr(name.size() + 1, equals - name.size() - 1);
    const std::string value = text.substr(equals + 1);
    Json attribute = Json::object();
    if (type.starts_with("Binary") && !base64_decode(value)) {
      return Error{ErrorKind::Usage, fmt::format("--attribute {}: the value of a Binary attribute is base64", name)};
    }
    attribute[type.starts_with("Binary") ? "binaryValue" : "stringValue"] = value;
    attribute["stringListValues"] = Json::array();
    attribute["binaryListValues"] = Json::array();
    attribute["dataType"] = type;
    attributes[name] = std::move(attribute);
  }
  return attributes;
}

Result<void> message(Values& values) {
  TRY(attributes, message_attributes(values.list("attribute")));
  values.set("attributes-md5", md5_of_attributes(attributes));
  values.set("attributes", std::move(attributes));
  values.set("sender", "AIDA" + values.evaluate_text("ID@sender:17"));
  const bool fifo = values.text("queue-name").ends_with(".fifo");
  const std::string group = values.text("group-id"), id = values.text("deduplication-id");
  values.set("group", fifo && group.empty() ? std::string("1") : group);
  values.set("deduplication", fifo && id.empty() ? values.evaluate_text("hex:64") : id);
  // 20 digits that grow with the time and within the batch.
  values.set("sequence",
             fifo ? fmt::format("18{}{:05}", values.time().time_since_epoch().count(), values.index()) : std::string());
  const std::string source = values.text("dead-letter-source");
  values.set("source", source.empty() ? source
                                      : values.evaluate_text("partition").insert(0, "arn:") + ":sqs:" +
                                            values.settings().region + ":" + values.settings().account + ":" + source);
  return {};
}

void settle(Json& event) {
  if (!event.is_object() || !event.contains("Records") || !event["Records"].is_array()) return;
  for (Json& record : event["Records"]) {
    if (!record.is_object()) continue;
    if (record.contains("body") && record["body"].is_string())
      record["md5OfBody"] = md5_hex(record["body"].get<std::string>());
    const std::string digest =
        record.contains("messageAttributes") ? md5_of_attributes(record["messageAttributes"]) : "";
    if (!digest.empty()) record["md5OfMessageAttributes"] = digest;
  }
}

constexpr std::array kTypes = {
    EventType{.name = "receive-message",
              .about = "messages of a queue",
              .page = "docs.aws.amazon.com/lambda/latest/dg/with-sqs.html",
              .options = kOptions,
              .shape = R"({"Records": "{{records}}"})",
              .record = kRecord,
              .compute = message,
              .settle = settle,
              .body = "body"},
};

}  // namespace
}  // namespace sqs

std::span<const EventType> sqs_types() { return sqs::kTypes; }

}  // namespace lambdalocal::events
