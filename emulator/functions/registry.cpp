#include "emulator/functions/registry.h"

#include "emulator/system/together.h"

namespace asio = boost::asio;

namespace lambdalocal {

std::shared_ptr<RegisteredFunction> Registry::put(ProjectFunction wanted, system::FileTime since) {
  std::erase_if(other_names_, [&wanted](const auto& other) { return other.second == wanted.name; });
  for (const std::string& other : wanted.other_names) other_names_.insert_or_assign(other, wanted.name);
  if (const auto known = functions_.find(wanted.name); known != functions_.end()) {
    known->second->configure(std::move(wanted));
    return known->second;
  }
  const std::string name = wanted.name;
  auto function = std::make_shared<RegisteredFunction>(resources_, std::move(wanted));
  if (watcher_) function->watch(watcher_, since);
  functions_.emplace(name, function);
  return function;
}

std::shared_ptr<RegisteredFunction> Registry::find(std::string_view name) const {
  auto found = functions_.find(name);
  if (found != functions_.end()) return found->second;
  const auto other = other_names_.find(name);
  if (other != other_names_.end()) found = functions_.find(other->second);
  return found == functions_.end() ? nullptr : found->second;
}

std::shared_ptr<RegisteredFunction> Registry::remove(std::string_view name) {
  const auto found = functions_.find(name);
  if (found == functions_.end()) return nullptr;
  auto function = std::move(found->second);
  functions_.erase(found);
  function->stop_watching();
  return function;
}

void Registry::watch(std::shared_ptr<system::FileWatcher> watcher, system::FileTime since) {
  watcher_ = std::move(watcher);
  for (const auto& [name, function] : functions_) function->watch(watcher_, since);
}

asio::awaitable<void> Registry::shut_down(std::chrono::steady_clock::time_point deadline) {
  watcher_.reset();
  for (const auto& [name, function] : functions_) function->stop_watching();
  std::vector<asio::awaitable<void>> endings;
  for (const auto& [name, function] : functions_) endings.push_back(function->shut_down(deadline));
  co_await system::together(resources_.executor, std::move(endings));
}

void Registry::kill() {
  for (const auto& [name, function] : functions_) function->kill();
}

}  // namespace lambdalocal
