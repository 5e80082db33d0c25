// The services' tables, a file each; catalogue.cpp puts them in order.
#pragma once

#include <span>

#include "core/events/catalogue.h"

namespace lambdalocal::events {

std::span<const EventType> alb_types();
std::span<const EventType> apigateway_types();
std::span<const EventType> cloudwatch_types();
std::span<const EventType> cognito_types();
std::span<const EventType> dynamodb_types();
std::span<const EventType> eventbridge_types();
std::span<const EventType> function_url_types();
std::span<const EventType> kinesis_types();
std::span<const EventType> s3_types();
std::span<const EventType> sns_types();
std::span<const EventType> sqs_types();

}  // namespace lambdalocal::events
