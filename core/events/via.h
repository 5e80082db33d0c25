// An event on its way in messages of other services: S3 tells SNS, SNS tells SQS, and the function gets what SQS holds.
// Sources: docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html,
// docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/events/catalogue.h"
#include "core/events/values.h"
#include "core/result.h"

namespace lambdalocal::events {

struct Via {
  const EventType* type;     // of the event the function gets when this is the last
  std::string_view service;  // "sns"
  bool raw = false;          // SNS: raw message delivery, the next one gets the message alone
};

// "sns,sqs", "sns:raw,sqs": the first is the one that gets the event itself. Errors are Usage.
Result<std::vector<Via>> parse_via(std::string_view text);

// What the next service gets of a message of this one: its text.
std::string forwarded(const Via& via, const std::string& message, Values& values);

}  // namespace lambdalocal::events
