#include "emulator/testing/case_watcher.h"

#include <algorithm>
#include <chrono>

#include "emulator/building/sources.h"

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace lambdalocal::testing {
namespace {

// Where the watcher's thread gets no processor for longer, what a function wrote is taken for somebody else's.
constexpr std::chrono::milliseconds kLongestLook{20};

fs::path absolute(const fs::path& here, const fs::path& path) { return (here / path).lexically_normal(); }

bool is_below(const fs::path& directory, const fs::path& path) {
  const fs::path relative = path.lexically_relative(directory);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

std::set<fs::path> files_of(const expectation::TestCase& test, const Project& project, const fs::path& here) {
  std::set<fs::path> files = {absolute(here, test.file)};
  if (test.event_file) files.insert(absolute(here, *test.event_file));
  for (const fs::path& source : project.sources) files.insert(absolute(here, source));
  for (const auto& [name, function] : project.functions) {
    if (!test.request && name != test.function) continue;  // any may answer a request
    const auto& settings = function.settings;
    const bool is_built = function.local.build && settings.build;
    files.insert(absolute(here, is_built ? settings.build->directory : function.code));
    if (!settings.layers) continue;
    for (const fs::path& layer : *settings.layers) {
      if (!layer.string().starts_with("arn:")) files.insert(absolute(here, layer));
    }
  }
  return files;
}

std::set<fs::path> outputs_of(const Project& project) {
  std::set<fs::path> outputs;
  for (const auto& [name, function] : project.functions) {
    const auto& build = function.settings.build;
    if (!function.local.build || !build || is_below(function.code, build->directory)) continue;
    outputs.insert(function.code);
  }
  return outputs;
}

Result<std::unique_ptr<CaseWatcher>> CaseWatcher::create(asio::any_io_executor executor, fs::path here,
                                                         std::set<fs::path> not_ours,
                                                         std::function<void(const std::string&)> warn) {
  system::FileWatcherOptions options;
  options.warn = std::move(warn);
  TRY(watcher, system::FileWatcher::create(std::move(executor), std::move(options)));
  return std::unique_ptr<CaseWatcher>(new CaseWatcher(std::move(here), std::move(not_ours), std::move(watcher)));
}

void CaseWatcher::watch(const std::set<fs::path>& files, std::set<fs::path> outputs, const std::vector<fs::path>& roots,
                        system::FileTime since) {
  outputs_ = std::make_shared<const std::set<fs::path>>(std::move(outputs));
  const auto keep = [&](std::map<fs::path, system::FileWatch>& known, const auto& wanted, bool is_root) {
    std::map<fs::path, system::FileWatch> kept;
    for (const fs::path& relative : wanted) {
      const fs::path path = absolute(here_, relative);
      if (auto one = known.extract(path); !one.empty()) {
        kept.insert(std::move(one));
      } else if (!kept.contains(path)) {
        kept.emplace(path, watch_one(path, is_root, since));
      }
    }
    known = std::move(kept);
  };
  keep(files_, files, false);
  keep(roots_, roots, true);
}

// Files of cases in a function's directory are watched one by one.
system::FileWatch CaseWatcher::watch_one(const fs::path& path, bool is_root, system::FileTime since) {
  auto changed = [this, path](const fs::path&) {
    changed_.insert(path);
    has_changed_.notify();
  };
  system::FileWatcher::Counts counts = [is_root, own_writes = own_writes_, not_ours = not_ours_, outputs = outputs_,
                                        path](const std::string& entry) {
    const bool is_case = expectation::is_test_file(entry);
    if (is_root || is_case) return is_root && is_case;
    if (not_ours.contains(entry) || entry.ends_with(".snapshots.json")) return false;
    if (building::lies_with_tools(path, entry)) return false;
    if (std::ranges::any_of(*outputs, [&](const fs::path& output) { return is_below(output, entry); })) return false;
    return own_writes->changed(entry) == OwnWrites::Writer::Somebody;
  };
  std::error_code error;
  if (!is_root && !fs::is_directory(path, error)) counts = nullptr;
  return watcher_->watch(path, std::move(changed), since, std::move(counts));
}

asio::awaitable<std::set<fs::path>> CaseWatcher::changes() {
  while (changed_.empty()) co_await has_changed_.wait();
  std::vector<const system::FileWatch*> watches;
  for (const auto* known : {&files_, &roots_}) {
    for (const auto& [path, watch] : *known) watches.push_back(&watch);
  }
  co_await watcher_->settle(std::move(watches));
  co_return std::exchange(changed_, {});
}

void CaseWatcher::run_begins() {
  own_writes_->loaded();
  run_ = own_writes_->begin();
}

void CaseWatcher::run_ends() {
  watcher_->look(kLongestLook);
  own_writes_->end(run_);
}

}  // namespace lambdalocal::testing
