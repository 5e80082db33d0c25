#include "core/events/via.h"

#include <fmt/format.h>

#include <array>

#include "core/events/shape.h"

namespace lambdalocal::events {
namespace {

struct Stop {
  std::string_view name, service, type;
};
constexpr std::array kStops = {Stop{"sns", "sns", "notification"}, Stop{"sqs", "sqs", "receive-message"},
                               Stop{"kinesis", "kinesis", "get-records"},
                               Stop{"firehose", "kinesis", "kinesis-firehose"}};

// The notification as SNS delivers it to a queue. The event of a function names its URLs otherwise.
constexpr std::string_view kNotification = R"({
  "Type": "Notification", "MessageId": "{{uuid}}", "TopicArn": "arn:{{partition}}:sns:{{region}}:{{account}}:{{topic}}",
  "Subject": "{{?subject}}", "Message": "{{message}}", "Timestamp": "{{time:iso}}", "SignatureVersion": "1",
  "Signature": "{{base64:256}}",
  "SigningCertURL": "https://sns.{{region}}.{{dns}}/SimpleNotificationService-{{hex:32}}.pem",
  "UnsubscribeURL": "https://sns.{{region}}.{{dns}}/?Action=Unsubscribe&SubscriptionArn=arn:{{partition}}:sns:{{region}}:{{account}}:{{topic}}:{{uuid}}"
})";

Result<Via> parse_stop(std::string_view text) {
  const bool raw = text == "sns:raw";
  const std::string_view name = raw ? "sns" : text;
  for (const Stop& stop : kStops) {
    if (stop.name != name) continue;
    TRY(type, find_type(stop.service, stop.type));
    return Via{type, stop.name, raw};
  }
  return Error{ErrorKind::Usage, fmt::format("--via takes sns, sns:raw, sqs, kinesis and firehose, not '{}'", text)};
}

}  // namespace

Result<std::vector<Via>> parse_via(std::string_view text) {
  std::vector<Via> stops;
  for (;;) {
    const std::size_t comma = text.find(',');
    TRY(stop, parse_stop(text.substr(0, comma)));
    if (!stops.empty() && stops.back().service != "sns") {
      return Error{ErrorKind::Usage, fmt::format("--via: {} sends nothing on; only sns does", stops.back().service)};
    }
    stops.push_back(stop);
    if (comma == std::string_view::npos) return stops;
    text = text.substr(comma + 1);
  }
}

std::string forwarded(const Via& via, const std::string& message, Values& values) {
  if (via.raw) return message;
  values.set("message", message);
  return expand(kNotification, values).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lambdalocal::events
