#include "cli/commands/serve_functions.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/compose.h"
#include "cli/function_configuration.h"
#include "emulator/system/spawn.h"

namespace asio = boost::asio;

namespace lambdalocal::commands {
namespace {

// More functions than these are made ready when they are called: a project has hundreds, a developer calls a few.
constexpr std::size_t kPreparedAhead = 16;

// What to look at for changes: the package and the layers.
std::vector<std::filesystem::path> files_of(const Function& function) {
  std::vector<std::filesystem::path> files = {function.code};
  for (const auto& layer : function.layers) {
    if (!layer.string().starts_with("arn:")) files.push_back(std::filesystem::absolute(layer));
  }
  return files;
}

}  // namespace

ServeFunctions::ServeFunctions(const ServeOptions& options, std::filesystem::path here, Project& project,
                               output::StderrLog& log, logs::LogSink& sink, output::Messages messages)
    : options_(options), here_(std::move(here)), project_(project), log_(log), sink_(sink), messages_(messages) {}

Result<FunctionSource> ServeFunctions::source_of(const ChosenFunction& chosen) {
  TRY(settings, settings_of(options_, chosen));
  FunctionSource source;
  source.declared = function_of(options_, chosen, settings);
  if (settings.runtime) source.declared.runtime = find_runtime(*settings.runtime).value_or(RuntimeId{});
  source.watched = files_of(source.declared);
  for (const auto& file : options_.environment_files) source.watched.push_back((here_ / file).lexically_normal());
  source.log = std::shared_ptr<logs::LogSink>(std::shared_ptr<void>(), &sink_);
  source.prepare = [&options = options_, chosen,
                    messages = messages_]() -> Result<std::shared_ptr<const PreparedFunction>> {
    TRY(composed, compose(options, chosen, messages));
    const auto kept = std::make_shared<const ComposedFunction>(std::move(composed));
    return std::shared_ptr<const PreparedFunction>(kept, &kept->prepared);
  };
  const std::string name = source.declared.name;
  source.changed = [this, name](const std::filesystem::path& first) {
    messages_.note(fmt::format("{} has changed: {} is loaded anew", first.string(), name));
  };
  source.failed = [this, name](const Error& error) { report(name, error); };
  source.pool.reserved_concurrency = settings.reserved_concurrency;
  source.pool.idle_timeout = options_.idle_timeout;
  source.pool.keep_warm = options_.keep_warm;
  source.event_invoke.maximum_retry_attempts = settings.maximum_retry_attempts.value_or(2);
  source.event_invoke.maximum_event_age = settings.maximum_event_age.value_or(std::chrono::hours(6));
  if (options_.freeze) source.pool.freeze = environment::Freeze::BetweenInvocations;
  return source;
}

Result<gateway::FrontEnds> ServeFunctions::add_all() {
  const auto found_at = system::FileTime::now();
  TRY(all, choose_functions(options_.functions, here_));
  if (all.functions.size() > 1) log_.show_names();
  for (const ChosenFunction& chosen : all.functions) {
    TRY(source, source_of(chosen));
    const std::string name = source.declared.name;
    if (const auto other = entries_.find(name); other != entries_.end()) {
      return Error{ErrorKind::BadConfiguration,
                   fmt::format("{} and {} are both called {}\nname them apart in a lambdalocal.json",
                               other->second.chosen.code.string(), chosen.code.string(), name)};
    }
    project_.add(std::move(source));
    entries_.emplace(name, Entry{chosen, found_at});
  }
  if (!entries_.empty()) name_the_only(all.front_ends, entries_.begin()->first);
  for (const std::string& warning : all.front_ends.warnings) messages_.warning(warning);
  return std::move(all.front_ends);
}

// The Function URL of a lambdalocal.json about one function, whose name the file need not say.
void ServeFunctions::name_the_only(gateway::FrontEnds& front_ends, const std::string& function) {
  auto url = front_ends.function_urls.extract("");
  if (url.empty()) return;
  for (auto& route : url.mapped().routes) route.route.function = function;
  url.key() = function;
  front_ends.function_urls.insert(std::move(url));
}

void ServeFunctions::prepare_ahead() {
  if (entries_.size() > kPreparedAhead && options_.keep_warm == 0) return;
  for (const auto& [name, function] : project_.functions()) {
    system::spawn(project_.executor(),
                  [](ServeFunctions* self, std::shared_ptr<ServedFunction> served) -> asio::awaitable<void> {
                    auto prepared = co_await served->prepare();
                    self->report(served->name(), std::move(prepared));
                  }(this, function));
  }
}

void ServeFunctions::watch(std::shared_ptr<system::FileWatcher> watcher) {
  watcher_ = std::move(watcher);
  watch_configuration();
  for (const auto& [name, entry] : entries_) watch_function(name);
}

void ServeFunctions::watch_function(const std::string& name) {
  const auto function = project_.find(name);
  if (watcher_ != nullptr && function) function->watch(watcher_, entries_.at(name).found_at);
}

// Every lambdalocal.json that was read, and the one that may appear here.
void ServeFunctions::watch_configuration() {
  if (watcher_ == nullptr) return;
  std::vector<std::filesystem::path> files = {here_ / "lambdalocal.json"};
  for (const auto& [name, entry] : entries_) {
    if (entry.chosen.file) files.push_back(*entry.chosen.file);
  }
  for (const auto& file : files) {
    if (configuration_watches_.contains(file)) continue;
    const auto found_at = entries_.empty() ? system::FileTime::now() : entries_.begin()->second.found_at;
    configuration_watches_.emplace(file, watcher_->watch(
                                             file, [this](const std::filesystem::path&) { reconfigure(); }, found_at));
  }
}

void ServeFunctions::reconfigure() {
  const auto found_at = system::FileTime::now();
  auto all = choose_functions(options_.functions, here_);
  if (!all) {
    messages_.error({all.error().kind, all.error().message + "\nthe configuration from before goes on"});
    return;
  }
  std::map<std::string, ChosenFunction> wanted;
  for (const ChosenFunction& chosen : all->functions) {
    auto settings = settings_of(options_, chosen);
    if (!settings) return messages_.error(settings.error());
    wanted.insert_or_assign(*settings->function_name, chosen);
  }
  for (const auto& [name, chosen] : wanted) {
    const auto entry = entries_.find(name);
    const bool same = entry != entries_.end() && entry->second.chosen.settings == chosen.settings &&
                      entry->second.chosen.code == chosen.code;
    if (same) continue;
    entries_[name].found_at = found_at;
    take_up(name, chosen);
  }
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (wanted.contains(entry->first)) {
      ++entry;
      continue;
    }
    messages_.warning(fmt::format("{} is no longer configured: it is not served any more", entry->first));
    const auto removed = project_.remove(entry->first);
    if (removed)
      system::spawn(project_.executor(),
                    removed->shut_down(std::chrono::steady_clock::now() + removed->configuration().timeout));
    entry = entries_.erase(entry);
  }
  watch_configuration();
  if (!wanted.empty()) name_the_only(all->front_ends, wanted.begin()->first);
  if (auto configured = configure_front_ends(all->front_ends); !configured) messages_.error(configured.error());
}

// A function that is new, or whose settings have changed.
void ServeFunctions::take_up(const std::string& name, const ChosenFunction& chosen) {
  auto source = source_of(chosen);
  if (!source) return messages_.error(source.error());
  Entry& entry = entries_.at(name);
  const auto function = project_.find(name);
  if (!function) {
    entry.chosen = chosen;
    log_.show_names();
    project_.add(std::move(*source));
    watch_function(name);
    return;
  }
  system::spawn(project_.executor(),
                [](ServeFunctions* self, std::shared_ptr<ServedFunction> served, FunctionSource changed,
                   ChosenFunction now) -> asio::awaitable<void> {
                  auto reloaded = co_await served->reload(std::move(changed));
                  const auto kept = self->entries_.find(served->name());
                  if (reloaded && kept != self->entries_.end()) {
                    kept->second.chosen = std::move(now);
                    self->watch_function(served->name());
                  }
                  self->report(served->name(), std::move(reloaded));
                }(this, function, std::move(*source), chosen));
}

void ServeFunctions::report(const std::string& name, Result<void> reloaded) const {
  if (reloaded) return;
  const auto function = project_.find(name);
  Error error = std::move(reloaded).error().wrap("failed to load " + name);
  if (function && function->pool() != nullptr) error.message += "\nthe code from before goes on serving";
  messages_.error(error);
}

}  // namespace lambdalocal::commands
