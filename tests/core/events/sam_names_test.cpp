// The names that users of `sam local generate-event` know (SAM CLI 1.164): services, types, options.
#include "core/events/catalogue.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "tests/core/events/events_support.h"

using namespace lambdalocal::events;

namespace {

struct Known {
  std::string_view service, type, options;
};

constexpr std::array kKnown = {
    Known{"alexa-skills-kit", "end-session", "session-id user-id application-id request-id"},
    Known{"alexa-skills-kit", "intent-answer", "session-id user-id application-id request-id"},
    Known{"alexa-skills-kit", "intent-getnewfact", "session-id user-id application-id request-id"},
    Known{"alexa-skills-kit", "intent-mycoloris", "session-id user-id application-id request-id"},
    Known{"alexa-skills-kit", "intent-recipe", "session-id user-id application-id request-id"},
    Known{"alexa-skills-kit", "start-session", "session-id user-id application-id request-id"},
    Known{"alexa-smart-home", "smart-home-control-turn-off-request", ""},
    Known{"alexa-smart-home", "smart-home-control-turn-on-request", ""},
    Known{"alexa-smart-home", "smart-home-discovery-request", ""},
    Known{"alb", "request", "body method path account-id dns-suffix"},
    Known{"apigateway", "authorizer", "account-id partition region stage method resource restApiId"},
    Known{"apigateway", "request-authorizer", "account-id partition region stage method resource restApiId"},
    Known{"apigateway", "aws-proxy", "body stage method resource path querystringparameters account-id dns-suffix"},
    Known{"apigateway", "http-api-proxy", "body stage method path account-id dns-suffix"},
    Known{"appsync", "resolver", ""},
    Known{"batch", "get-job", ""},
    Known{"batch", "submit-job", ""},
    Known{"cloudformation", "create-request", "account-id partition region stack"},
    Known{"cloudfront", "ab-test", "uri method"},
    Known{"cloudfront", "access-request-in-response", "uri method"},
    Known{"cloudfront", "http-redirect", "uri method"},
    Known{"cloudfront", "modify-querystring", "uri method"},
    Known{"cloudfront", "modify-response-header", ""},
    Known{"cloudfront", "multiple-remote-calls-aggregate-response", "uri method"},
    Known{"cloudfront", "normalize-querystring-to-improve-cache-hit", "uri method"},
    Known{"cloudfront", "redirect-on-viewer-country", "uri method"},
    Known{"cloudfront", "redirect-unauthenticated-users", "uri method"},
    Known{"cloudfront", "response-generation", "uri method"},
    Known{"cloudfront", "serve-object-on-viewer-device", "uri method"},
    Known{"cloudfront", "simple-remote-call", "uri method"},
    Known{"codecommit", "repository", "account-id partition region repository trigger custom-data"},
    Known{"codepipeline", "job", "account-id input-bucket input-key output-bucket output-key"},
    Known{"cognito", "sync-trigger", "region"},
    Known{"config", "item-change-notification", "region partition account-id"},
    Known{"config", "oversized-item-change-notification", "region partition account-id"},
    Known{"config", "periodic-rule", "region partition account-id"},
    Known{"connect", "contact-flow-event", "region partition account-id contact-id phone-number"},
    Known{"dynamodb", "update", "account-id partition region table"},
    Known{"cloudwatch", "logs", ""},
    Known{"cloudwatch", "scheduled-event", "account-id partition region rule"},
    Known{"kinesis", "get-records", "region partition sequence data partition-key"},
    Known{"kinesis", "kinesis-firehose", "partition region data"},
    Known{"kinesis", "analytics", "partition region account-id application stream data"},
    Known{"kinesis", "analytics-compressed", "partition region account-id application stream data"},
    Known{"kinesis", "analytics-dynamodb", "partition region account-id application stream data"},
    Known{"kinesis", "analytics-kpl", "partition region account-id application stream"},
    Known{"kinesis", "apachelog", "region data"},
    Known{"kinesis", "cloudwatch-logs-processor", "region partition account-id"},
    Known{"kinesis", "streams-as-source", "partition region partition-key data sequence"},
    Known{"kinesis", "syslog", "region data"},
    Known{"lex", "book-car", ""},
    Known{"lex", "book-hotel", ""},
    Known{"lex", "make-appointment", ""},
    Known{"lex", "order-flowers", ""},
    Known{"lex-v2", "banking-bot", ""},
    Known{"lex-v2", "book-car", ""},
    Known{"lex-v2", "book-hotel", ""},
    Known{"rekognition", "s3-request", "region partition bucket key"},
    Known{"s3", "batch-invocation", "bucket-arn key"},
    Known{"s3", "delete", "region partition bucket key"},
    Known{"s3", "put", "region partition bucket key"},
    Known{"sagemaker", "ground-truth-pre-human", "region partition account-id source-ref labeling-job-name"},
    Known{"sagemaker", "ground-truth-annotation-consolidation",
          "region partition account-id labeling-job-name label-attribute-name s3-output-path execution-role "
          "iteration-object-timestamp"},
    Known{"ses", "email-receiving", "region partition account-id dns-suffix"},
    Known{"sns", "notification", "account-id partition region topic subject message"},
    Known{"sqs", "receive-message", "partition region account-id queue-name body"},
    Known{"stepfunctions", "error", "error cause"},
    Known{"workmail", "email", "flow-direction mail-from sender"},
};

}  // namespace

TEST_CASE("every service, type and option of SAM's generator has the same name here") {
  for (const Known& known : kKnown) {
    CAPTURE(known.service, known.type);
    const auto type = find_type(known.service, known.type);
    REQUIRE(type.ok());
    const std::vector<Option> options = options_of(**type, {});
    std::istringstream names{std::string(known.options)};
    for (std::string name; names >> name;) {
      CAPTURE(name);
      CHECK(std::ranges::find(options, name, &Option::name) != options.end());
    }
  }
  CHECK(kKnown.size() == 68);
}
