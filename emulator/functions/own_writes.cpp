#include "emulator/functions/own_writes.h"

#include <string_view>

#include "core/inference/language.h"

namespace lambdalocal {

OwnWrites::Writer OwnWrites::changed(const std::string& path) {
  const std::lock_guard lock(mutex_);
  if (*neighbours_ == 0) {
    suspected_.erase(path);
    return Writer::Somebody;
  }
  if (own_.contains(path)) return Writer::TheFunction;
  if (language_of_file(path) != nullptr) return Writer::Somebody;
  // Of this version, or of another function, which has said so itself.
  const bool is_of_this_version = running_latest_ > 0 || *neighbours_ > running_;
  const auto known = suspected_.find(path);
  if (known == suspected_.end()) {
    const Writer writer = is_of_this_version ? writer_in_directory_of(path) : Writer::Somebody;
    if (writer == Writer::Somebody && suspected_.size() + own_.size() < kMostPaths) suspected_.emplace(path, version_);
    return writer;
  }
  if (known->second == version_ || !is_of_this_version) return Writer::Somebody;
  own_.insert(suspected_.extract(known).key());
  return as_now_known();
}

// By where it lies, of a path that is not known by name.
OwnWrites::Writer OwnWrites::writer_in_directory_of(const std::string& path) {
  const std::string_view name = std::string_view(path).substr(0, path.rfind('/'));
  auto found = directories_.find(name);
  if (found == directories_.end()) {
    if (directories_.size() < kMostPaths) directories_.emplace(name, Directory{version_, 1});
    return Writer::Somebody;
  }
  Directory& directory = found->second;
  if (directory.versions == kVersionsOfDirectory) return Writer::TheFunction;
  if (directory.version == version_) return Writer::Somebody;
  directory.version = version_;
  return ++directory.versions == kVersionsOfDirectory ? as_now_known() : Writer::Somebody;
}

// The other functions of a package say nothing of it.
OwnWrites::Writer OwnWrites::as_now_known() const {
  return running_ > 0 ? Writer::TheFunctionAsNowKnown : Writer::TheFunction;
}

void OwnWrites::loaded() {
  const std::lock_guard lock(mutex_);
  ++version_;
  running_latest_ = 0;
}

std::uint64_t OwnWrites::begin() {
  const std::lock_guard lock(mutex_);
  ++*neighbours_;
  ++running_;
  ++running_latest_;
  return version_;
}

void OwnWrites::end(std::uint64_t version) {
  const std::lock_guard lock(mutex_);
  --*neighbours_;
  --running_;
  if (version == version_) --running_latest_;
}

}  // namespace lambdalocal
