#include "emulator/functions/function_files.h"

#include <chrono>
#include <memory>
#include <utility>

#include "emulator/building/sources.h"
#include "emulator/functions/running_invocation.h"

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace lambdalocal {
namespace {

// Where the watcher's thread gets no processor for longer, what an invocation wrote is taken for somebody else's, and loaded.
constexpr std::chrono::milliseconds kLongestLook{20};

}  // namespace

void FunctionFiles::watch(const std::vector<fs::path>& paths, system::FileTime since, Kind kind) {
  if (std::exchange(kind_, kind) != kind) watches_.clear();
  std::map<fs::path, system::FileWatch> wanted;
  for (const auto& path : paths) {
    if (auto known = watches_.extract(path); !known.empty()) {
      wanted.insert(std::move(known));
    } else if (!wanted.contains(path)) {
      wanted.emplace(path, watcher_->watch(path, changed_, since, counts_in(path)));
    }
  }
  watches_ = std::move(wanted);
}

system::FileWatcher::Counts FunctionFiles::counts_in(const fs::path& watched) const {
  if (kind_ == Kind::Sources) {
    return [watched](const std::string& path) { return !building::lies_with_tools(watched, path); };
  }
  return [own_writes = own_writes_, own_write = own_write_](const std::string& path) {
    const auto writer = own_writes->changed(path);
    if (writer == OwnWrites::Writer::TheFunctionAsNowKnown) own_write(path);
    return writer == OwnWrites::Writer::Somebody;
  };
}

asio::awaitable<void> FunctionFiles::settle() {
  std::vector<const system::FileWatch*> watches;
  for (const auto& [path, watch] : watches_) watches.push_back(&watch);
  co_await watcher_->settle(std::move(watches));
}

// What it has written is looked at before its caller is answered, who may save a file at once.
std::shared_ptr<environment::Caller> FunctionFiles::running(std::shared_ptr<environment::Caller> caller) {
  auto ended = [watcher = std::weak_ptr(watcher_), own_writes = own_writes_, version = own_writes_->begin()] {
    const auto watching = watcher.lock();
    if (watching) watching->look(kLongestLook);
    own_writes->end(version);
  };
  return std::make_shared<RunningInvocation>(std::move(caller), std::move(ended));
}

}  // namespace lambdalocal
