// How asynchronous invocations of a function are tried again.
// Source: docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
#pragma once

#include <chrono>

namespace lambdalocal {

struct EventInvokeConfig {
  int maximum_retry_attempts = 2;                                  // 0 to 2
  std::chrono::seconds maximum_event_age = std::chrono::hours(6);  // 60 s to 6 h
};

}  // namespace lambdalocal
