// What a Lambda authorizer answered, kept by identity for its TTL. The time is the caller's.
// Source: docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/gateway/authorizers/authorizer.h"

namespace lambdalocal::gateway {

class AuthorizerCache {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Answer = std::shared_ptr<const AuthorizerAnswer>;

  // Null when there is none, or its time is over.
  Answer find(const std::string& key, Time now) const;
  void keep(const std::string& key, Answer answer, Time until, Time now);
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Answer answer;
    Time until;
  };
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace lambdalocal::gateway
