// Concurrency as Lambda counts it: how many invocations run at this moment, of an account and of a function that reserved a
// share of it. Source: docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
#pragma once

#include <cassert>

namespace lambdalocal::environment {

class ConcurrencyLimit {
 public:
  explicit ConcurrencyLimit(int limit) : limit_(limit) {}

  int limit() const { return limit_; }
  int in_use() const { return in_use_; }
  bool has_room() const { return in_use_ < limit_; }
  void take() {
    assert(has_room());
    ++in_use_;
  }
  void give_back() {
    assert(in_use_ > 0);
    --in_use_;
  }

 private:
  int limit_;
  int in_use_ = 0;
};

}  // namespace lambdalocal::environment
