// Amazon SNS. Source: docs.aws.amazon.com/lambda/latest/dg/with-sns.html
#include <fmt/format.h>

#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"
#include "core/text/base64.h"

namespace lambdalocal::events {
namespace sns {
namespace {

constexpr std::array kOptions = {
    Option{"topic", "ExampleTopic", "name of the topic"},
    Option{"subject", "example subject", "of the message; empty: none"},
    Option{"message", "example message", "what was published"},
    Option{"attribute", "", "of the message: name=text, name:Binary=base64; repeatable", OptionKind::List},
};

constexpr std::string_view kRecord = R"({
  "EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": "{{topic-arn}}:{{uuid#subscription}}",
  "Sns": {
    "Type": "Notification", "MessageId": "{{uuid}}", "TopicArn": "{{topic-arn}}", "Subject": "{{subject-or-null}}",
    "Message": "{{message}}", "Timestamp": "{{time:iso}}", "SignatureVersion": "1", "Signature": "{{base64:256}}",
    "SigningCertUrl": "https://sns.{{region}}.{{dns}}/SimpleNotificationService-{{hex@certificate:32}}.pem",
    "UnsubscribeUrl": "https://sns.{{region}}.{{dns}}/?Action=Unsubscribe&SubscriptionArn={{topic-arn}}:{{uuid#subscription}}",
    "MessageAttributes": "{{attributes}}"}
})";

Result<void> notification(Values& values) {
  Json attributes = Json::object();
  for (const std::string& text : values.list("attribute")) {
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, std::min(text.find(':'), equals));
    if (equals == std::string::npos || name.empty()) {
      return Error{ErrorKind::Usage, fmt::format("--attribute takes name=text or name:Binary=base64, not '{}'", text)};
    }
    const std::string type = name.size() == equals ? "String" : text.substr(name.size() + 1, equals - name.size() - 1);
    if (type == "Binary" && !base64_decode(text.substr(equals + 1))) {
      return Error{ErrorKind::Usage, fmt::format("--attribute {}: the value of a Binary attribute is base64", name)};
    }
    attributes[name] = {{"Type", type}, {"Value", text.substr(equals + 1)}};
  }
  values.set("attributes", std::move(attributes));
  values.set("topic-arn", fmt::format("arn:{}:sns:{}:{}:{}", partition_of(values.settings()), values.settings().region,
                                      values.settings().account, values.text("topic")));
  const std::string subject = values.text("subject");
  values.set("subject-or-null", subject.empty() ? Json(nullptr) : Json(subject));
  return {};
}

constexpr std::array kTypes = {
    EventType{.name = "notification",
              .about = "a message of a topic",
              .page = "docs.aws.amazon.com/lambda/latest/dg/with-sns.html",
              .options = kOptions,
              .shape = R"({"Records": "{{records}}"})",
              .record = kRecord,
              .compute = notification,
              .body = "message"},
};

}  // namespace
}  // namespace sns

std::span<const EventType> sns_types() { return sns::kTypes; }

}  // namespace lambdalocal::events
