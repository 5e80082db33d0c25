// An invocation as the files of its function know it: it runs from here until its caller is answered, or until it is given up.
// Not until the runtime comes back: who has the answer may save a file at once, and that is no write of the function's.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string_view>

#include "emulator/environment/caller.h"

namespace lambdalocal {

class RunningInvocation : public environment::Caller {
 public:
  // `caller` may be null. `ended` is called once.
  RunningInvocation(std::shared_ptr<environment::Caller> caller, std::function<void()> ended)
      : caller_(std::move(caller)), ended_(std::move(ended)) {}
  RunningInvocation(const RunningInvocation&) = delete;
  RunningInvocation& operator=(const RunningInvocation&) = delete;
  ~RunningInvocation() override { end(); }

  void answered(const InvocationOutcome& outcome) override {
    end();
    if (caller_) caller_->answered(outcome);
  }
  bool streams() const override { return caller_ && caller_->streams(); }
  void stream_began(std::string_view content_type) override { caller_->stream_began(content_type); }
  boost::asio::awaitable<void> stream_piece(std::string_view piece) override { return caller_->stream_piece(piece); }

 private:
  void end() {
    if (const auto ended = std::exchange(ended_, nullptr)) ended();
  }

  const std::shared_ptr<environment::Caller> caller_;
  std::function<void()> ended_;
};

}  // namespace lambdalocal
