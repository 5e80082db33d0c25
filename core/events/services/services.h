// The services' tables, a file each; catalogue.cpp puts them in order.
#pragma once

#include <span>

#include "core/events/catalogue.h"

namespace lambdalocal::events {

std::span<const EventType> alb_types();
std::span<const EventType> alexa_skills_kit_types();
std::span<const EventType> alexa_smart_home_types();
std::span<const EventType> apigateway_types();
std::span<const EventType> appsync_types();
std::span<const EventType> autoscaling_types();
std::span<const EventType> batch_types();
std::span<const EventType> bedrock_agent_types();
std::span<const EventType> cloudformation_types();
std::span<const EventType> cloudfront_types();
std::span<const EventType> cloudwatch_types();
std::span<const EventType> codecommit_types();
std::span<const EventType> codedeploy_types();
std::span<const EventType> codepipeline_types();
std::span<const EventType> cognito_types();
std::span<const EventType> config_types();
std::span<const EventType> connect_types();
std::span<const EventType> documentdb_types();
std::span<const EventType> dynamodb_types();
std::span<const EventType> eventbridge_types();
std::span<const EventType> function_url_types();
std::span<const EventType> iot_types();
std::span<const EventType> kafka_types();
std::span<const EventType> kinesis_types();
std::span<const EventType> lambda_types();
std::span<const EventType> lex_types();
std::span<const EventType> lex_v2_types();
std::span<const EventType> mq_types();
std::span<const EventType> rekognition_types();
std::span<const EventType> s3_types();
std::span<const EventType> sagemaker_types();
std::span<const EventType> secretsmanager_types();
std::span<const EventType> ses_types();
std::span<const EventType> sns_types();
std::span<const EventType> sqs_types();
std::span<const EventType> stepfunctions_types();
std::span<const EventType> transfer_types();
std::span<const EventType> vpc_lattice_types();
std::span<const EventType> workmail_types();

}  // namespace lambdalocal::events
