// Every change - of a file, of the configuration - is counted. One coroutine at a time loads until what is loaded has caught up
// with the count; an invocation waits until the changes that were known when it came are loaded, not for later ones.
#include "emulator/functions/registered_function.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>

#include "core/invocation/identifiers.h"
#include "emulator/functions/long_work.h"
#include "emulator/system/spawn.h"
#include "emulator/system/together.h"

namespace asio = boost::asio;

namespace lambdalocal {
namespace {

bool is_built(const ProjectFunction& wanted) { return wanted.local.build && wanted.settings.build; }

// What to look at for changes: the package, or what it is built of, and the layers.
std::vector<std::filesystem::path> files_of(const ProjectFunction& wanted, const Function& function) {
  std::vector<std::filesystem::path> files;
  if (is_built(wanted)) {
    files.push_back(wanted.settings.build->directory);
  } else if (!function.code.empty()) {
    files.push_back(function.code);
  }
  for (const auto& layer : function.layers) {
    if (!layer.string().starts_with("arn:")) files.push_back(std::filesystem::absolute(layer));
  }
  return files;
}

asio::awaitable<void> end_pool(std::shared_ptr<environment::Pool> pool,
                               std::chrono::steady_clock::time_point deadline) {
  co_await pool->shut_down(deadline);
}

}  // namespace

RegisteredFunction::RegisteredFunction(const RegistryResources& resources, ProjectFunction wanted)
    : resources_(resources),
      concurrency_(
          std::make_shared<environment::FunctionConcurrency>(resources.account, wanted.settings.reserved_concurrency)),
      revision_id_(uuid_v4(resources.randomness.bytes<16>())),
      wanted_(std::move(wanted)),
      declared_(function_of(wanted_)) {}

void RegisteredFunction::configure(ProjectFunction wanted) {
  if (wanted == wanted_) return;
  wanted_ = std::move(wanted);
  declared_ = function_of(wanted_);
  if (in_use()) return changed();
  concurrency_->reserve(wanted_.settings.reserved_concurrency);
  watch_files(system::FileTime::now());
}

asio::awaitable<Result<std::shared_ptr<environment::Pool>>> RegisteredFunction::make_ready() {
  const auto self = shared_from_this();
  CO_TRY_VOID(co_await prepare());
  if (may_be_stale()) co_await catch_up();
  co_return latest_->pool;
}

// Until what had changed before is loaded, or was found not to load; what changes meanwhile is for later invocations.
asio::awaitable<void> RegisteredFunction::catch_up() {
  if (resources_.settle_configuration) co_await resources_.settle_configuration();
  if (files_) co_await files_->settle();
  const auto wanted = changes_;
  while (loaded_ < wanted) co_await prepared_.wait();
}

void RegisteredFunction::files_changed(const std::filesystem::path& first) {
  if (in_use()) {  // else it is made ready when it is called
    resources_.observer.note(fmt::format("{} has changed: {} is loaded anew", first.string(), name()));
    changed();
  }
  if (resources_.files_changed) resources_.files_changed();
}

void RegisteredFunction::warn_of_own_write(const std::string& path) const {
  resources_.observer.warning(
      fmt::format("{} wrote {} beside its code: on Lambda this is read-only, write to /tmp", name(), path));
}

void RegisteredFunction::changed() {
  if (changes_++ != loaded_) return;  // one is being loaded, and another one follows
  system::spawn(resources_.executor, load_changes(shared_from_this()));
}

asio::awaitable<void> RegisteredFunction::load_changes(std::shared_ptr<RegisteredFunction> self) {
  while (self->loaded_ != self->changes_) {
    while (self->preparing_) co_await self->prepared_.wait();
    const auto until = self->changes_;
    auto loaded = co_await self->load();
    self->loaded_ = until;
    if (!loaded) self->report(std::move(loaded).error());
    self->prepared_.notify();
  }
}

void RegisteredFunction::watch(std::shared_ptr<system::FileWatcher> watcher, system::FileTime since) {
  auto changed = [weak = weak_from_this()](const std::filesystem::path& first) {
    if (const auto self = weak.lock()) self->files_changed(first);
  };
  auto own_write = [weak = weak_from_this(), executor = resources_.executor](const std::string& path) {
    asio::post(executor, [weak, path] {
      if (const auto self = weak.lock()) self->warn_of_own_write(path);
    });
  };
  auto& neighbours = (*resources_.neighbours)[declared_.code];
  if (!neighbours) neighbours = std::make_shared<std::atomic<std::size_t>>();
  files_ = std::make_unique<FunctionFiles>(std::move(watcher), std::move(changed), std::move(own_write), neighbours);
  watch_files(since);
}

void RegisteredFunction::watch_files(system::FileTime since) {
  if (!files_) return;
  auto paths = files_of(wanted_, declared_);
  if (latest_) {
    const auto& outside = latest_->pool->function().outside_files;
    paths.insert(paths.end(), outside.begin(), outside.end());
  }
  files_->watch(paths, since, is_built(wanted_) ? FunctionFiles::Kind::Sources : FunctionFiles::Kind::Loaded);
}

asio::awaitable<Result<void>> RegisteredFunction::prepare() {
  const auto self = shared_from_this();
  while (preparing_) co_await prepared_.wait();
  if (latest_) co_return Result<void>();
  co_return co_await load();
}

asio::awaitable<void> RegisteredFunction::prepare_ahead(std::shared_ptr<RegisteredFunction> self) {
  auto prepared = co_await self->prepare();
  if (!prepared) self->report(std::move(prepared).error());
}

asio::awaitable<Result<void>> RegisteredFunction::reload() {
  const auto self = shared_from_this();
  while (preparing_) co_await prepared_.wait();
  co_return co_await load();
}

// Nobody else prepares it just now.
asio::awaitable<Result<void>> RegisteredFunction::load() {
  const auto self = shared_from_this();
  preparing_ = true;
  const auto wanted = std::make_shared<const ProjectFunction>(wanted_);
  auto loaded = co_await load(wanted, system::FileTime::now());
  preparing_ = false;
  prepared_.notify();
  co_return loaded;
}

asio::awaitable<Result<void>> RegisteredFunction::load(std::shared_ptr<const ProjectFunction> wanted,
                                                       system::FileTime since) {
  std::shared_ptr<const building::BuiltPackage> built;
  if (is_built(*wanted) && resources_.build) {
    const LongWork work(resources_.executor, resources_.observer, "building " + name());
    CO_TRY(package, co_await resources_.build(*wanted));
    built = std::move(package);
  }
  if (built && is_as_built(*wanted, built)) {
    watch_files(since);
    co_return Result<void>();
  }
  const auto notices = std::make_shared<Notices>();
  auto work = [prepare = resources_.prepare, wanted, built, notices] {
    if (!built) return prepare(*wanted, *notices);
    ProjectFunction of_package = *wanted;
    of_package.code = built->code();
    return prepare(of_package, *notices);
  };
  std::optional<LongWork> long_work(std::in_place, resources_.executor, resources_.observer, "preparing " + name());
  auto prepared = co_await resources_.workers.run(std::move(work));
  long_work.reset();
  notices->tell(resources_.observer);
  if (!prepared) co_return std::move(prepared).error();
  auto afterwards = std::move(prepared->command.afterwards);
  become(*wanted, std::move(*prepared), std::move(built));
  watch_files(since);
  if (afterwards) resources_.workers.start(std::move(afterwards));
  co_return Result<void>();
}

// Then there is no new version: layers are all that could have changed, where there are any.
bool RegisteredFunction::is_as_built(const ProjectFunction& wanted,
                                     const std::shared_ptr<const building::BuiltPackage>& built) const {
  return latest_ && latest_->built == built && latest_->configured == wanted && declared_.layers.empty();
}

void RegisteredFunction::become(ProjectFunction configured, PreparedFunction prepared,
                                std::shared_ptr<const building::BuiltPackage> built) {
  const bool in_use = latest_ && latest_->pool->is_in_use();
  if (latest_) {
    std::erase_if(retired_, [](const auto& pool) { return pool.expired(); });
    retired_.push_back(latest_->pool);
    latest_->pool->retire();
  }
  concurrency_->reserve(configured.settings.reserved_concurrency);
  auto options = resources_.pool;
  // The package stays as long as its pool.
  options.initialising = [weak = weak_from_this(), built]() -> std::shared_ptr<void> {
    const auto self = weak.lock();
    return self ? self->running(nullptr) : nullptr;
  };
  auto pool = std::make_shared<environment::Pool>(
      environment::PoolResources{resources_.executor, resources_.warden, resources_.randomness, resources_.descriptors,
                                 resources_.parameters_and_secrets, resources_.spares},
      resources_.log, concurrency_, std::make_shared<const PreparedFunction>(std::move(prepared)), std::move(options));
  latest_ = std::make_shared<const FunctionVersion>(FunctionVersion{
      std::move(configured), std::move(pool), latest_ ? uuid_v4(resources_.randomness.bytes<16>()) : revision_id_,
      std::chrono::system_clock::now(), std::move(built)});
  if (files_) files_->loaded();
  latest_->pool->start_warming();
  if (in_use) latest_->pool->want_spare();
}

void RegisteredFunction::report(Error error) const {
  error = std::move(error).wrap("failed to load " + name());
  if (latest_) error.message += "\nthe code from before goes on serving";
  resources_.observer.error(error);
}

asio::awaitable<void> RegisteredFunction::shut_down(std::chrono::steady_clock::time_point deadline) {
  return end(shared_from_this(), deadline);
}

// Keeps the function from the call on, not only from the coroutine's first line.
asio::awaitable<void> RegisteredFunction::end(std::shared_ptr<RegisteredFunction> self,
                                              std::chrono::steady_clock::time_point deadline) {
  std::vector<asio::awaitable<void>> endings;
  for (const auto& weak : std::exchange(self->retired_, {})) {
    if (const auto pool = weak.lock()) endings.push_back(end_pool(pool, deadline));
  }
  if (self->latest_) endings.push_back(end_pool(self->latest_->pool, deadline));
  co_await system::together(self->resources_.executor, std::move(endings));
}

void RegisteredFunction::kill() {
  for (const auto& weak : retired_) {
    if (const auto pool = weak.lock()) pool->kill();
  }
  if (latest_) latest_->pool->kill();
}

}  // namespace lambdalocal
