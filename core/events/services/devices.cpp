// AWS IoT and Transfer Family. Sources: docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html,
// docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html,
// docs.aws.amazon.com/transfer/latest/userguide/custom-lambda-idp.html
#include <array>

#include "core/events/services/services.h"
#include "core/events/values.h"

namespace lambdalocal::events {
namespace devices {
namespace {

constexpr std::array kRuleOptions = {Option{"payload", R"({"temperature": 21.5, "deviceId": "sensor-1"})",
                                            "what the rule selects, as JSON", OptionKind::JsonText}};
constexpr std::array kButtonOptions = {
    Option{"serial-number", "", "of the button; default: a new one"},
    Option{"click-type", "SINGLE", "how it was pressed", OptionKind::Choice, "SINGLE|DOUBLE|LONG"}};
constexpr std::array kAuthorizerOptions = {Option{"token", "example-token", "that the device sent"},
                                           Option{"client-id", "example-device", "of the device"},
                                           Option{"user-name", "example-user", "of the device"},
                                           Option{"password", "example-password", "as it is: it is encoded to base64"}};
constexpr std::array kHookOptions = {
    Option{"template", "example-template", "name of the template"},
    Option{"client-id", "example-device", "of the device"},
    Option{"parameters", R"({"SerialNumber": "1001"})", "of the device, as JSON", OptionKind::JsonText}};
constexpr std::array kTransferOptions = {
    Option{"user-name", "ada", "who signs in"},
    Option{"password", "Correct-Horse-7", "that was typed; empty: a key is used"},
    Option{"protocol", "SFTP", "of the connection", OptionKind::Choice, "SFTP|FTP|FTPS"},
    Option{"source-ip", "203.0.113.17", "of the client"}};

constexpr std::string_view kButton =
    R"({"serialNumber": "{{serial-number??serial}}", "clickType": "{{click-type}}", "batteryVoltage": "2000 mV"})";
constexpr std::string_view kAuthorizer = R"({
  "token": "{{token}}", "signatureVerified": true, "protocols": ["tls", "http", "mqtt"],
  "protocolData": {
    "tls": {"serverName": "{{id#endpoint:14}}-ats.iot.{{region}}.{{dns}}"},
    "http": {"headers": {"Host": "{{id#endpoint:14}}-ats.iot.{{region}}.{{dns}}"}, "queryString": ""},
    "mqtt": {"username": "{{user-name}}", "password": "{{password|base64}}", "clientId": "{{client-id}}"}},
  "connectionMetadata": {"id": "{{uuid}}"}
})";
constexpr std::string_view kHook = R"({
  "claimCertificateId": "{{hex:64}}", "certificateId": "{{hex:64}}",
  "certificatePem": "-----BEGIN CERTIFICATE-----\n{{base64:48}}\n-----END CERTIFICATE-----\n",
  "templateArn": "arn:{{partition}}:iot:{{region}}:{{account}}:provisioningtemplate/{{template}}", "clientId": "{{client-id}}",
  "parameters": "{{parameters|json}}"
})";
constexpr std::string_view kTransfer = R"({
  "username": "{{user-name}}", "password": "{{?password}}", "protocol": "{{protocol}}", "serverId": "s-{{hex:17}}",
  "sourceIp": "{{source-ip}}"
})";

Result<void> button(Values& values) {
  values.set("serial", "G030" + values.evaluate_text("ID:12"));
  return {};
}

constexpr std::array kIot = {
    EventType{.name = "rule",
              .about = "a rule's action: what its statement selects",
              .page = "docs.aws.amazon.com/lambda/latest/dg/services-iot.html",
              .options = kRuleOptions,
              .shape = R"("{{payload|json}}")",
              .body = "payload"},
    EventType{.name = "button",
              .about = "a button was pressed",
              .page = "docs.aws.amazon.com/iot-1-click/latest/developerguide/1click-programming.html",
              .options = kButtonOptions,
              .shape = kButton,
              .compute = button},
    EventType{.name = "custom-authorizer",
              .about = "a device wants to connect",
              .page = "docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html",
              .options = kAuthorizerOptions,
              .shape = kAuthorizer},
    EventType{.name = "pre-provisioning-hook",
              .about = "a device wants to be registered",
              .page = "docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html",
              .options = kHookOptions,
              .shape = kHook,
              .body = "parameters"},
};
constexpr std::array kTransferTypes = {
    EventType{.name = "authorizer",
              .about = "somebody signs in to a server",
              .page = "docs.aws.amazon.com/transfer/latest/userguide/custom-lambda-idp.html",
              .options = kTransferOptions,
              .shape = kTransfer},
};

}  // namespace
}  // namespace devices

std::span<const EventType> iot_types() { return devices::kIot; }
std::span<const EventType> transfer_types() { return devices::kTransferTypes; }

}  // namespace lambdalocal::events
