// Amazon SES, WorkMail and Connect. Sources: docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html,
// docs.aws.amazon.com/workmail/latest/adminguide/lambda.html, docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace communication {
namespace {

constexpr std::array kMailOptions = {
    Option{"dns-suffix", "", "of the host that received it; default: of the region"},
    Option{"from", "janedoe@example.com", "who sent it"},
    Option{"to", "johndoe@example.com", "who gets it"},
    Option{"subject", "Test Subject", "of the mail"},
    Option{"function", "Example", "name of the function"},
    Option{"invocation-type", "Event", "of the action", OptionKind::Choice, "Event|RequestResponse"}};
constexpr std::array kWorkMailOptions = {
    Option{"flow-direction", "INBOUND", "of the mail", OptionKind::Choice, "INBOUND|OUTBOUND"},
    Option{"mail-from", "from@example.com", "of the envelope"}, Option{"sender", "sender@example.com", "of the mail"},
    Option{"subject", "Hello From Amazon WorkMail!", "of the mail"}};
constexpr std::array kContactOptions = {Option{"contact-id", "", "default: a new one"},
                                        Option{"phone-number", "+11234567890", "of the customer"},
                                        Option{"attributes", "{}", "of the contact, as JSON", OptionKind::JsonText},
                                        Option{"parameters", "{}", "of the block, as JSON", OptionKind::JsonText}};

constexpr std::string_view kMail = R"({
  "eventSource": "aws:ses", "eventVersion": "1.0",
  "ses": {
    "mail": {
      "timestamp": "{{time:iso}}", "source": "{{from}}", "messageId": "{{id#message:32}}", "destination": ["{{to}}"],
      "headersTruncated": false,
      "headers": [
        {"name": "Return-Path", "value": "<{{from}}>"},
        {"name": "Received", "value": "from mailer.example.com (mailer.example.com [203.0.113.1]) by inbound-smtp.{{suffix}} with SMTP id {{id#message:32}} for {{to}}; {{time:http}}"},
        {"name": "MIME-Version", "value": "1.0"}, {"name": "From", "value": "{{from}}"},
        {"name": "Date", "value": "{{time:http:-2000}}"}, {"name": "Message-ID", "value": "<{{id#mail:32}}@example.com>"},
        {"name": "Subject", "value": "{{subject}}"}, {"name": "To", "value": "{{to}}"},
        {"name": "Content-Type", "value": "text/plain; charset=UTF-8"}],
      "commonHeaders": {
        "returnPath": "{{from}}", "from": ["{{from}}"], "date": "{{time:http:-2000}}", "to": ["{{to}}"],
        "messageId": "<{{id#mail:32}}@example.com>", "subject": "{{subject}}"}},
    "receipt": {
      "timestamp": "{{time:iso}}", "processingTimeMillis": 574, "recipients": ["{{to}}"],
      "spamVerdict": {"status": "PASS"}, "virusVerdict": {"status": "PASS"}, "spfVerdict": {"status": "PASS"},
      "dkimVerdict": {"status": "PASS"}, "dmarcVerdict": {"status": "PASS"},
      "action": {
        "type": "Lambda", "functionArn": "arn:{{partition}}:lambda:{{region}}:{{account}}:function:{{function}}",
        "invocationType": "{{invocation-type}}"}}}
})";
constexpr std::string_view kWorkMail = R"({
  "summaryVersion": "2018-10-10",
  "envelope": {"mailFrom": {"address": "{{mail-from}}"},
               "recipients": [{"address": "recipient1@example.com"}, {"address": "recipient2@example.com"}]},
  "sender": {"address": "{{sender}}"}, "subject": "{{subject}}", "messageId": "{{uuid}}", "invocationId": "{{hex:32}}",
  "flowDirection": "{{flow-direction}}", "truncated": false
})";
constexpr std::string_view kContact = R"({
  "Name": "ContactFlowEvent",
  "Details": {
    "ContactData": {
      "Attributes": "{{attributes|json}}", "Channel": "VOICE", "ContactId": "{{contact}}",
      "CustomerEndpoint": {"Address": "{{phone-number}}", "Type": "TELEPHONE_NUMBER"}, "CustomerId": null, "Description": null,
      "InitialContactId": "{{contact}}", "InitiationMethod": "INBOUND",
      "InstanceARN": "arn:{{partition}}:connect:{{region}}:{{account}}:instance/{{uuid}}", "LanguageCode": "en-US",
      "MediaStreams": {"Customer": {"Audio": {
        "StartFragmentNumber": "{{digits:47}}", "StartTimestamp": "{{time:ms:-1200|text}}",
        "StreamARN": "arn:{{partition}}:kinesisvideo:{{region}}:{{account}}:stream/connect-contact-{{uuid}}/{{time:ms:-500000}}"}}},
      "PreviousContactId": "{{contact}}", "Queue": null, "References": {},
      "SystemEndpoint": {"Address": "+12065550100", "Type": "TELEPHONE_NUMBER"}},
    "Parameters": "{{parameters|json}}"}
})";

Result<void> mail(Values& values) {
  const std::string given = values.text("dns-suffix");
  values.set("suffix", given.empty() ? values.settings().region + "." + dns_suffix_of(values.settings()) : given);
  return {};
}

Result<void> contact(Values& values) {
  values.set("contact", values.evaluate("contact-id??uuid"));
  return {};
}

constexpr std::array kSes = {
    EventType{.name = "email-receiving",
              .about = "a mail was received",
              .page = "docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html",
              .options = kMailOptions,
              .shape = R"({"Records": "{{records}}"})",
              .record = kMail,
              .compute = mail},
};
constexpr std::array kWorkMailTypes = {
    EventType{.name = "email",
              .about = "a mail passes a rule",
              .page = "docs.aws.amazon.com/workmail/latest/adminguide/lambda.html",
              .options = kWorkMailOptions,
              .shape = kWorkMail},
};
constexpr std::array kConnect = {
    EventType{.name = "contact-flow-event",
              .about = "a flow invokes the function",
              .page = "docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html",
              .options = kContactOptions,
              .shape = kContact,
              .compute = contact},
};

}  // namespace
}  // namespace communication

std::span<const EventType> ses_types() { return communication::kSes; }
std::span<const EventType> workmail_types() { return communication::kWorkMailTypes; }
std::span<const EventType> connect_types() { return communication::kConnect; }

}  // namespace lambdalocal::events
