// CloudWatch: log events of a subscription, alarms, schedules.
// Sources: docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html,
// docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
#include <fmt/format.h>

#include <array>

#include "core/events/services/services.h"
#include "core/events/shape.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace cloudwatch {
namespace {

constexpr std::array kLogsOptions = {
    Option{"message", "[ERROR] example log event", "a log event; repeatable", OptionKind::List},
    Option{"log-group", "/aws/lambda/example", "name of the log group"},
    Option{"log-stream", "", "name of the log stream; default: a new one"},
    Option{"filter", "example-filter", "name of the subscription filter"}};
constexpr std::array kRuleOptions = {Option{"rule", "ExampleRule", "name of the rule"}};
constexpr std::array kAlarmOptions = {
    Option{"alarm-name", "example-alarm", "its name"},
    Option{"state", "ALARM", "what it changed to", OptionKind::Choice, "OK|ALARM|INSUFFICIENT_DATA"},
    Option{"previous-state", "OK", "what it was before", OptionKind::Choice, "OK|ALARM|INSUFFICIENT_DATA"},
    Option{"metric", "Errors", "its name"},
    Option{"function", "example", "whose metric it is"},
    Option{"threshold", "1", "of the alarm", OptionKind::Number}};

constexpr std::string_view kLogs = R"({"awslogs": {"data": {"$text": {
  "messageType": "DATA_MESSAGE", "owner": "{{account}}", "logGroup": "{{log-group}}", "logStream": "{{log-stream-name}}",
  "subscriptionFilters": ["{{filter}}"], "logEvents": "{{events}}"}, "$filters": "gzip|base64"}}})";

constexpr std::string_view kScheduled = R"({
  "version": "0", "id": "{{uuid}}", "detail-type": "Scheduled Event", "source": "aws.events", "account": "{{account}}",
  "time": "{{time:seconds}}", "region": "{{region}}",
  "resources": ["arn:{{partition}}:events:{{region}}:{{account}}:rule/{{rule}}"], "detail": {}
})";

constexpr std::string_view kMetrics = R"([{
  "id": "m1", "returnData": true,
  "metricStat": {
    "metric": {"namespace": "AWS/Lambda", "name": "{{metric}}", "dimensions": {"FunctionName": "{{function}}"}},
    "period": 60, "stat": "Sum"}
}])";
constexpr std::string_view kState = R"({
  "value": "{{state}}", "reason": "{{reason}}", "timestamp": "{{time:offset}}",
  "reasonData": {"$text": {
    "version": "1.0", "queryDate": "{{time:offset:-7}}", "startDate": "{{time:offset:-60000}}", "statistic": "Sum", "period": 60,
    "recentDatapoints": ["{{datapoint}}"], "threshold": "{{threshold|number}}",
    "evaluatedDatapoints": [{"timestamp": "{{time:offset:-60000}}", "sampleCount": 1.0, "value": "{{datapoint}}"}]}}
})";
constexpr std::string_view kPrevious = R"({
  "value": "{{previous-state}}", "reason": "{{previous-reason}}", "timestamp": "{{time:offset:-240000}}",
  "reasonData": {"$text": {
    "version": "1.0", "queryDate": "{{time:offset:-240007}}", "startDate": "{{time:offset:-300000}}", "statistic": "Sum",
    "period": 60, "recentDatapoints": ["{{previous-datapoint}}"], "threshold": "{{threshold|number}}",
    "evaluatedDatapoints": [{"timestamp": "{{time:offset:-300000}}", "sampleCount": 1.0, "value": "{{previous-datapoint}}"}]}}
})";
constexpr std::string_view kAlarm = R"({
  "source": "aws.cloudwatch", "alarmArn": "arn:{{partition}}:cloudwatch:{{region}}:{{account}}:alarm:{{alarm-name}}",
  "accountId": "{{account}}", "time": "{{time:offset}}", "region": "{{region}}",
  "alarmData": {
    "alarmName": "{{alarm-name}}", "state": "{{state-data}}", "previousState": "{{previous-data}}",
    "configuration": {"description": "Errors of {{function}}", "metrics": "{{metrics}}"}}
})";
constexpr std::string_view kAlarmChange = R"({
  "version": "0", "id": "{{uuid}}", "detail-type": "CloudWatch Alarm State Change", "source": "aws.cloudwatch",
  "account": "{{account}}", "time": "{{time:seconds}}", "region": "{{region}}",
  "resources": ["arn:{{partition}}:cloudwatch:{{region}}:{{account}}:alarm:{{alarm-name}}"],
  "detail": {
    "alarmName": "{{alarm-name}}", "state": "{{state-data}}", "previousState": "{{previous-data}}",
    "configuration": {"description": "Errors of {{function}}", "metrics": "{{metrics}}"}}
})";

Result<void> logs(Values& values) {
  Json events = Json::array();
  const std::vector<std::string> messages = values.list("message");
  const std::string first = "3" + values.evaluate_text("digits:55");
  for (std::size_t index = 0; index < messages.size(); ++index) {
    events.push_back(Json{{"id", plus(first, index)},
                          {"timestamp", values.evaluate(fmt::format("time:ms:{}", index))},
                          {"message", messages[index]}});
  }
  values.set("events", std::move(events));
  std::string date = values.evaluate_text("time:date");
  for (char& character : date) character = character == '-' ? '/' : character;
  const std::string given = values.text("log-stream");
  values.set("log-stream-name", given.empty() ? date + "/[$LATEST]" + values.evaluate_text("hex:32") : given);
  return {};
}

// A state's data point lies on its side of the threshold.
Result<void> alarm(Values& values) {
  const double threshold = values.evaluate("threshold|number").get<double>();
  const auto describe = [&](const std::string& state, const std::string& prefix) {
    const double point = state == "ALARM" ? threshold + 1 : threshold > 0 ? 0.0 : threshold - 1;
    values.set(prefix + "datapoint", Json(point));
    values.set(
        prefix + "reason",
        state == "INSUFFICIENT_DATA"
            ? std::string("Unchecked: Initial alarm creation")
            : fmt::format(
                  "Threshold Crossed: 1 datapoint [{:.1f} ({})] was {}greater than or equal to the threshold ({:.1f}).",
                  point, values.evaluate_text("time:iso:-60000"), state == "ALARM" ? "" : "not ", threshold));
  };
  describe(values.text("state"), "");
  describe(values.text("previous-state"), "previous-");
  values.set("state-data", expand(kState, values));
  values.set("previous-data", expand(kPrevious, values));
  values.set("metrics", expand(kMetrics, values));
  return {};
}

constexpr std::string_view kAlarmPage =
    "docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html";

constexpr std::array kTypes = {
    EventType{.name = "logs",
              .about = "log events of a subscription",
              .page = "docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html",
              .options = kLogsOptions,
              .shape = kLogs,
              .compute = logs,
              .body = "message"},
    EventType{.name = "scheduled-event",
              .about = "a rule with a schedule",
              .page = "docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html",
              .options = kRuleOptions,
              .shape = kScheduled},
    EventType{.name = "alarm",
              .about = "an alarm that invokes the function",
              .page = kAlarmPage,
              .options = kAlarmOptions,
              .shape = kAlarm,
              .compute = alarm},
    EventType{.name = "alarm-state-change",
              .about = "an alarm, through EventBridge",
              .page = "docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html",
              .options = kAlarmOptions,
              .shape = kAlarmChange,
              .compute = alarm},
};

}  // namespace
}  // namespace cloudwatch

std::span<const EventType> cloudwatch_types() { return cloudwatch::kTypes; }

}  // namespace lambdalocal::events
