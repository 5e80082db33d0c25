#include "emulator/functions/registry.h"

#include "core/invocation/identifiers.h"
#include "emulator/system/spawn.h"
#include "emulator/system/together.h"

namespace asio = boost::asio;

namespace lambdalocal {
namespace {

asio::awaitable<void> end_pool(std::shared_ptr<environment::Pool> pool,
                               std::chrono::steady_clock::time_point deadline) {
  co_await pool->shut_down(deadline);
}

}  // namespace

ServedFunction::ServedFunction(ProjectSurroundings surroundings, FunctionSource source)
    : surroundings_(std::move(surroundings)),
      source_(std::move(source)),
      log_(source_.log),
      concurrency_(std::make_shared<environment::FunctionConcurrency>(surroundings_.account,
                                                                      source_.pool.reserved_concurrency)) {
  revision_id_ = uuid_v4(surroundings_.randomness.bytes<16>());
}

const Function& ServedFunction::configuration() const { return pool_ ? pool_->function().function : source_.declared; }

std::shared_ptr<environment::Pool> ServedFunction::ready_pool() const { return may_be_stale() ? nullptr : pool_; }

asio::awaitable<Result<std::shared_ptr<environment::Pool>>> ServedFunction::make_ready() {
  const auto self = shared_from_this();
  CO_TRY_VOID(co_await prepare());
  if (may_be_stale()) co_await catch_up();
  co_return pool_;
}

// Until what had changed before is loaded, or was found not to load; what changes meanwhile is for later invocations.
asio::awaitable<void> ServedFunction::catch_up() {
  if (files_) co_await files_->settle();
  const auto wanted = changes_;
  while (loaded_ < wanted) co_await prepared_.wait();
}

void ServedFunction::files_changed(const std::filesystem::path& first) {
  if (!in_use()) return;  // it is made ready when it is called
  if (source_.changed) source_.changed(first);
  if (changes_++ != loaded_) return;  // a reload is under way, and another one follows
  system::spawn(surroundings_.executor, reload_changed(shared_from_this()));
}

asio::awaitable<void> ServedFunction::reload_changed(std::shared_ptr<ServedFunction> self) {
  while (self->loaded_ != self->changes_) {
    while (self->preparing_) co_await self->prepared_.wait();
    const auto wanted = self->changes_;
    auto reloaded = co_await self->reload();
    self->loaded_ = wanted;
    if (!reloaded && self->source_.failed) self->source_.failed(reloaded.error());
    self->prepared_.notify();
  }
}

void ServedFunction::watch(std::shared_ptr<system::FileWatcher> watcher, system::FileTime since) {
  files_ = std::make_unique<FunctionFiles>(std::move(watcher),
                                           [weak = weak_from_this()](const std::filesystem::path& first) {
                                             if (const auto self = weak.lock()) self->files_changed(first);
                                           });
  watch_files(since);
}

void ServedFunction::watch_files(system::FileTime since) {
  if (!files_) return;
  auto paths = source_.watched;
  if (pool_) {
    const auto& prepared = pool_->function();
    paths.insert(paths.end(), prepared.outside_files.begin(), prepared.outside_files.end());
  }
  files_->watch(paths, since);
}

asio::awaitable<Result<void>> ServedFunction::prepare() {
  const auto self = shared_from_this();
  while (preparing_) co_await prepared_.wait();
  if (pool_) co_return Result<void>();
  co_return co_await reload();
}

asio::awaitable<Result<void>> ServedFunction::reload() {
  const auto self = shared_from_this();
  while (preparing_) co_await prepared_.wait();
  preparing_ = true;
  const auto since = system::FileTime::now();
  auto prepared = co_await surroundings_.workers.run(source_.prepare);
  preparing_ = false;
  auto taken = take_prepared(std::move(prepared));
  if (taken) watch_files(since);
  prepared_.notify();
  co_return taken;
}

asio::awaitable<Result<void>> ServedFunction::reload(FunctionSource source) {
  const auto self = shared_from_this();
  while (preparing_) co_await prepared_.wait();
  FunctionSource before = std::exchange(source_, std::move(source));
  auto reloaded = co_await reload();
  if (!reloaded) source_ = std::move(before);
  co_return reloaded;
}

Result<void> ServedFunction::take_prepared(Result<std::shared_ptr<const PreparedFunction>> prepared) {
  if (!prepared) return std::move(prepared).error();
  last_modified_ = std::chrono::system_clock::now();
  if (pool_) {
    revision_id_ = uuid_v4(surroundings_.randomness.bytes<16>());
    std::erase_if(retired_, [](const auto& pool) { return pool.expired(); });
    retired_.push_back(pool_);
    pool_->retire();
  }
  concurrency_->reserve(source_.pool.reserved_concurrency);
  pool_ = std::make_shared<environment::Pool>(
      environment::PoolResources{surroundings_.executor, surroundings_.warden, surroundings_.randomness}, *log_,
      concurrency_, *prepared, source_.pool);
  pool_->start_warming();
  return {};
}

asio::awaitable<void> ServedFunction::shut_down(std::chrono::steady_clock::time_point deadline) {
  return end(shared_from_this(), deadline);
}

// Keeps the function from the call on, not only from the coroutine's first line.
asio::awaitable<void> ServedFunction::end(std::shared_ptr<ServedFunction> self,
                                          std::chrono::steady_clock::time_point deadline) {
  std::vector<asio::awaitable<void>> endings;
  for (const auto& weak : std::exchange(self->retired_, {})) {
    if (const auto pool = weak.lock()) endings.push_back(end_pool(pool, deadline));
  }
  if (self->pool_) endings.push_back(end_pool(self->pool_, deadline));
  co_await system::together(self->surroundings_.executor, std::move(endings));
}

void ServedFunction::kill() {
  for (const auto& weak : retired_) {
    if (const auto pool = weak.lock()) pool->kill();
  }
  if (pool_) pool_->kill();
}

std::shared_ptr<ServedFunction> Project::add(FunctionSource source) {
  const std::string name = source.declared.name;
  auto function = std::make_shared<ServedFunction>(surroundings_, std::move(source));
  functions_.insert_or_assign(name, function);
  return function;
}

std::shared_ptr<ServedFunction> Project::find(std::string_view name) const {
  const auto found = functions_.find(name);
  return found == functions_.end() ? nullptr : found->second;
}

std::shared_ptr<ServedFunction> Project::remove(std::string_view name) {
  const auto found = functions_.find(name);
  if (found == functions_.end()) return nullptr;
  auto function = std::move(found->second);
  functions_.erase(found);
  return function;
}

asio::awaitable<void> Project::shut_down(std::chrono::steady_clock::time_point deadline) {
  for (const auto& [name, function] : functions_) function->stop_watching();
  std::vector<asio::awaitable<void>> endings;
  for (const auto& [name, function] : functions_) endings.push_back(function->shut_down(deadline));
  co_await system::together(surroundings_.executor, std::move(endings));
}

void Project::kill() {
  for (const auto& [name, function] : functions_) function->kill();
}

}  // namespace lambdalocal
