// The requests that are on their way to a URL in place of a function, so that one whose URL leads back here is known for what it is: by
// the connection that it comes over, which is one of ours, it has been forwarded once more than the request that it was made of.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace lambdalocal::gateway {

class ForwardedRequests {
 public:
  static constexpr int kMostTimes = 10;

  // How often the request was forwarded that comes from `peer`, "127.0.0.1:40000": 0 of one that came from elsewhere.
  int times(const std::string& peer) const {
    const auto found = times_.find(peer);
    return found == times_.end() ? 0 : found->second;
  }

  // One that goes out, over a connection of which our end is told when it is there.
  class OnItsWay {
   public:
    OnItsWay(std::shared_ptr<ForwardedRequests> all, int times) : all_(std::move(all)), times_(times) {}
    OnItsWay(const OnItsWay&) = delete;
    OnItsWay& operator=(const OnItsWay&) = delete;
    ~OnItsWay() {
      if (own_end_) all_->times_.erase(*own_end_);
    }

    void connected(const std::string& own_end) {
      own_end_ = own_end;
      all_->times_[own_end] = times_;
    }

   private:
    const std::shared_ptr<ForwardedRequests> all_;
    const int times_;
    std::optional<std::string> own_end_;
  };

 private:
  std::map<std::string, int> times_;  // by our end of the connection
};

}  // namespace lambdalocal::gateway
