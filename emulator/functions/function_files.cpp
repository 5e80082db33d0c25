#include "emulator/functions/function_files.h"

#include <memory>

#include "emulator/system/wakeup.h"

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace lambdalocal {

void FunctionFiles::watch(const std::vector<fs::path>& paths, system::FileTime since) {
  std::map<fs::path, system::FileWatch> wanted;
  for (const auto& path : paths) {
    if (auto known = watches_.extract(path); !known.empty()) {
      wanted.insert(std::move(known));
    } else if (!wanted.contains(path)) {
      wanted.emplace(path, watcher_->watch(path, changed_, since));
    }
  }
  watches_ = std::move(wanted);
}

asio::awaitable<void> FunctionFiles::settle() {
  struct Told {
    bool all = false;
    system::Wakeup changed;
  };
  const auto told = std::make_shared<Told>();
  std::vector<const system::FileWatch*> watches;
  for (const auto& [path, watch] : watches_) watches.push_back(&watch);
  watcher_->after_pending(watches, [told] {
    told->all = true;
    told->changed.notify();
  });
  while (!told->all) co_await told->changed.wait();
}

}  // namespace lambdalocal
