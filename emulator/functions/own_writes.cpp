#include "emulator/functions/own_writes.h"

#include "core/inference/language.h"

namespace lambdalocal {

OwnWrites::Writer OwnWrites::changed(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (running_ == 0) {
    suspected_.erase(path);
    return Writer::Somebody;
  }
  if (own_.contains(path)) return Writer::TheFunction;
  if (language_of_file(path) != nullptr) return Writer::Somebody;
  const auto known = suspected_.find(path);
  if (known == suspected_.end()) {
    if (suspected_.size() + own_.size() < kMostPaths) suspected_.emplace(path, version_);
    return Writer::Somebody;
  }
  if (known->second == version_ || running_latest_ == 0) return Writer::Somebody;
  own_.insert(suspected_.extract(known).key());
  return Writer::TheFunctionAsNowKnown;
}

void OwnWrites::loaded() {
  const std::lock_guard lock(mutex_);
  ++version_;
  running_latest_ = 0;
}

std::uint64_t OwnWrites::begin() {
  const std::lock_guard lock(mutex_);
  ++running_;
  ++running_latest_;
  return version_;
}

void OwnWrites::end(std::uint64_t version) {
  const std::lock_guard lock(mutex_);
  --running_;
  if (version == version_) --running_latest_;
}

}  // namespace lambdalocal
