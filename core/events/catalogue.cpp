#include "core/events/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/events/services/services.h"
#include "core/text/suggestion.h"

namespace lambdalocal::events {
namespace {

constexpr std::array kCommon = {
    Option{"region", "us-east-1", "of the event and its ARNs"},
    Option{"account-id", "123456789012", "of the event and its ARNs"},
    Option{"partition", "", "of its ARNs; default: the region's", OptionKind::Choice, "aws|aws-cn|aws-us-gov"},
};

Error unknown(std::string_view what, std::string_view name, const std::vector<std::string_view>& known,
              std::string_view look) {
  const auto closest = closest_word(name, known);
  return {ErrorKind::Usage, fmt::format("unknown {} '{}'{}\n{}", what, name,
                                        closest ? fmt::format("; did you mean {}?", *closest) : "", look)};
}

}  // namespace

std::span<const Option> common_options() { return kCommon; }

std::span<const Service> services() {
  static const std::array kServices = {
      Service{"alb", "Application Load Balancer", alb_types()},
      Service{"alexa-skills-kit", "Alexa skills", alexa_skills_kit_types()},
      Service{"alexa-smart-home", "Alexa smart home skills", alexa_smart_home_types()},
      Service{"apigateway", "API Gateway: REST, HTTP and WebSocket APIs, authorizers", apigateway_types()},
      Service{"appsync", "AWS AppSync", appsync_types()},
      Service{"autoscaling", "EC2 Auto Scaling", autoscaling_types()},
      Service{"batch", "AWS Batch", batch_types()},
      Service{"bedrock-agent", "Amazon Bedrock agents", bedrock_agent_types()},
      Service{"cloudformation", "CloudFormation custom resources", cloudformation_types()},
      Service{"cloudfront", "Lambda@Edge", cloudfront_types()},
      Service{"cloudwatch", "CloudWatch logs, alarms and schedules", cloudwatch_types()},
      Service{"codecommit", "AWS CodeCommit", codecommit_types()},
      Service{"codedeploy", "AWS CodeDeploy", codedeploy_types()},
      Service{"codepipeline", "AWS CodePipeline", codepipeline_types()},
      Service{"cognito", "Cognito user pools and Sync", cognito_types()},
      Service{"config", "AWS Config rules", config_types()},
      Service{"connect", "Amazon Connect", connect_types()},
      Service{"documentdb", "DocumentDB change streams", documentdb_types()},
      Service{"dynamodb", "DynamoDB streams", dynamodb_types()},
      Service{"eventbridge", "EventBridge: events of yours and of AWS, schedules", eventbridge_types()},
      Service{"function-url", "Lambda Function URLs", function_url_types()},
      Service{"iot", "AWS IoT", iot_types()},
      Service{"kafka", "Amazon MSK and self-managed Kafka", kafka_types()},
      Service{"kinesis", "Kinesis Data Streams, Firehose and Analytics", kinesis_types()},
      Service{"lambda", "destinations of Lambda", lambda_types()},
      Service{"lex", "Amazon Lex", lex_types()},
      Service{"lex-v2", "Amazon Lex, version 2", lex_v2_types()},
      Service{"mq", "Amazon MQ: ActiveMQ and RabbitMQ", mq_types()},
      Service{"rekognition", "images for Amazon Rekognition", rekognition_types()},
      Service{"s3", "Amazon S3", s3_types()},
      Service{"sagemaker", "SageMaker Ground Truth", sagemaker_types()},
      Service{"secretsmanager", "Secrets Manager", secretsmanager_types()},
      Service{"ses", "Amazon SES", ses_types()},
      Service{"sns", "Amazon SNS", sns_types()},
      Service{"sqs", "Amazon SQS", sqs_types()},
      Service{"stepfunctions", "AWS Step Functions", stepfunctions_types()},
      Service{"transfer", "AWS Transfer Family", transfer_types()},
      Service{"vpc-lattice", "Amazon VPC Lattice", vpc_lattice_types()},
      Service{"workmail", "Amazon WorkMail", workmail_types()},
  };
  return kServices;
}

const Service* find_service(std::string_view name) {
  const auto all = services();
  const auto found = std::ranges::find(all, name, &Service::name);
  return found == all.end() ? nullptr : &*found;
}

Result<const EventType*> find_type(std::string_view service_name, std::string_view type_name) {
  const Service* service = find_service(service_name);
  if (service == nullptr) {
    std::vector<std::string_view> names;
    for (const Service& known : services()) names.push_back(known.name);
    return unknown("service", service_name, names, "see all of them: lambdalocal event list");
  }
  if (type_name.empty() && service->types.size() == 1) return &service->types.front();
  const auto type = std::ranges::find(service->types, type_name, &EventType::name);
  if (type != service->types.end()) return &*type;
  std::vector<std::string_view> names;
  for (const EventType& known : service->types) names.push_back(known.name);
  const std::string all = fmt::format("{} has {}", service_name, fmt::join(names, ", "));
  if (type_name.empty()) return Error{ErrorKind::Usage, "which event of " + std::string(service_name) + "?\n" + all};
  return unknown(fmt::format("event of {}", service_name), type_name, names, all);
}

bool is_batch(const EventType& type) { return !type.record.empty(); }

}  // namespace lambdalocal::events
