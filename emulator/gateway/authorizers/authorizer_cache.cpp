#include "emulator/gateway/authorizers/authorizer_cache.h"

#include <utility>

namespace lambdalocal::gateway {
namespace {

constexpr std::size_t kEntries = 10'000;  // identities are the clients': they must not fill the memory

}  // namespace

AuthorizerCache::Answer AuthorizerCache::find(const std::string& key, Time now) const {
  const auto found = entries_.find(key);
  return found == entries_.end() || found->second.until <= now ? nullptr : found->second.answer;
}

void AuthorizerCache::keep(const std::string& key, Answer answer, Time until, Time now) {
  if (until <= now) return;
  if (entries_.size() >= kEntries) {
    std::erase_if(entries_, [now](const auto& entry) { return entry.second.until <= now; });
  }
  if (entries_.size() >= kEntries) entries_.clear();
  entries_.insert_or_assign(key, Entry{std::move(answer), until});
}

}  // namespace lambdalocal::gateway
