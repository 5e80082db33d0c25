#include "emulator/functions/function_files.h"

#include <memory>
#include <system_error>

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

std::vector<fs::path> node_modules_above(const fs::path& task_root) {
  std::vector<fs::path> found;
  std::error_code error;
  const auto place = fs::canonical(task_root, error);
  if (error) return found;
  for (auto above = place.parent_path(); above.has_relative_path(); above = above.parent_path()) {
    auto modules = above / "node_modules";
    if (fs::is_directory(modules, error) || fs::exists(above / "package.json", error)) {
      found.push_back(std::move(modules));
    }
  }
  return found;
}

}  // namespace lambdalocal
