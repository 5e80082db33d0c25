// Concurrency as Lambda counts it: how many invocations run at this moment, of an account and of a function that reserved a
// share of it. What an invocation takes is a slot; it is given back when the slot is destroyed, however the invocation ends.
// Source: docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
#pragma once

#include <cassert>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "core/invocation/result.h"

namespace lambdalocal::environment {

// What the functions without a reservation share.
class ConcurrencyLimit {
 public:
  explicit ConcurrencyLimit(int limit) : limit_(limit) {}

  int limit() const { return limit_; }
  int in_use() const { return in_use_; }
  bool has_room() const { return in_use_ < limit_; }
  void take() { ++in_use_; }
  void give_back() {
    assert(in_use_ > 0);
    --in_use_;
  }

 private:
  int limit_;
  int in_use_ = 0;
};

// Of one function, over all its versions.
class FunctionConcurrency : public std::enable_shared_from_this<FunctionConcurrency> {
 public:
  class Slot {
   public:
    Slot(Slot&&) = default;
    Slot& operator=(Slot&&) = delete;
    ~Slot() {
      if (function_) function_->give_back(of_account_);
    }

   private:
    friend class FunctionConcurrency;
    Slot(std::shared_ptr<FunctionConcurrency> function, ConcurrencyLimit* of_account)
        : function_(std::move(function)), of_account_(of_account) {}
    std::shared_ptr<FunctionConcurrency> function_;
    ConcurrencyLimit* of_account_;  // null: of the function's reservation
  };

  // `account` must outlive it.
  FunctionConcurrency(ConcurrencyLimit& account, std::optional<int> reserved)
      : account_(account), reserved_(reserved) {}

  // Holds from the next invocation on; what runs goes on.
  void reserve(std::optional<int> reserved) { reserved_ = reserved; }
  std::optional<int> reserved() const { return reserved_; }
  int in_use() const { return in_use_; }
  bool has_room() const { return reserved_ ? in_use_ < *reserved_ : account_.has_room(); }

  std::variant<Slot, Throttled> take() {
    if (!has_room()) {
      return Throttled{reserved_ ? ThrottleReason::ReservedFunctionConcurrentInvocationLimitExceeded
                                 : ThrottleReason::ConcurrentInvocationLimitExceeded};
    }
    ++in_use_;
    if (!reserved_) account_.take();
    return Slot(shared_from_this(), reserved_ ? nullptr : &account_);
  }

 private:
  void give_back(ConcurrencyLimit* of_account) {
    assert(in_use_ > 0);
    --in_use_;
    if (of_account != nullptr) of_account->give_back();
  }

  ConcurrencyLimit& account_;
  std::optional<int> reserved_;
  int in_use_ = 0;
};

}  // namespace lambdalocal::environment
