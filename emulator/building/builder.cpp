#include "emulator/building/builder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>
#include <optional>
#include <tuple>
#include <vector>

#include "emulator/building/package.h"
#include "emulator/building/sources.h"
#include "emulator/runtimes/interpreters/interpreters.h"
#include "emulator/runtimes/resolve.h"
#include "emulator/system/files/fd.h"
#include "emulator/system/files/text_file.h"
#include "emulator/system/processes/process.h"
#include "emulator/system/spawn.h"
#include "emulator/system/wakeup.h"
#include "emulator/system/workers.h"

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace lambdalocal::building {
namespace {

constexpr std::string_view kArtifacts = "ARTIFACTS_DIR";
constexpr std::string_view kPython = "PYTHON";
constexpr std::string_view kScript = "BUILD_SCRIPT";

// As `prepare` finds it; empty for one that is not for Python, or that nothing here runs.
std::string python_of(const ProjectFunction& function, const runtimes::Machine& machine) {
  const auto runtime = find_runtime(function.settings.runtime.value_or(""));
  if (!runtime || runtime->family != RuntimeFamily::Python) return {};
  const runtimes::Interpreters interpreters(machine);
  const auto resolved = runtimes::resolve(*runtime, interpreters, function.local.version_match);
  return resolved ? resolved->interpreter.string() : std::string();
}

// The command as it is shown, with the interpreter's name in it.
std::string shown(std::string command, const std::string& python) {
  constexpr std::string_view kVariable = "\"$PYTHON\"";
  const std::size_t at = python.empty() ? std::string::npos : command.find(kVariable);
  return at == std::string::npos ? command : command.replace(at, kVariable.size(), python);
}

// What is known of one step with the code it makes.
struct Step {
  bool is_running = false;
  system::Wakeup done;
  SourceState sources;
  std::weak_ptr<const BuiltPackage> package;
};

// Used on the worker's thread, and ended on the loop's.
struct Packages {
  std::mutex mutex;
  std::optional<PackageDirectory> directory;
  bool has_ended = false;

  Result<fs::path> make(const fs::path& cache_directory) {
    const std::lock_guard lock(mutex);
    if (has_ended) return Error{ErrorKind::System, "it is ending"};
    if (!directory) {
      TRY(created, PackageDirectory::create(cache_directory));
      directory.emplace(std::move(created));
    }
    return directory->make();
  }
  void end() {
    const std::lock_guard lock(mutex);
    has_ended = true;
    directory.reset();
  }
};

Error cannot_build(const ProjectFunction& function, std::string_view why) {
  const BuildStep& step = *function.settings.build;
  return {ErrorKind::BadConfiguration, fmt::format("the build of {} failed: {}\nin {} it runs: {}", function.name, why,
                                                   step.directory.string(), step.command)};
}

}  // namespace

struct Builder::State : std::enable_shared_from_this<State> {
  State(asio::any_io_executor on, system::Warden& with, Observer& to, runtimes::Machine of)
      : executor(std::move(on)), warden(with), observer(to), machine(std::move(of)), workers(executor, 1) {}

  asio::any_io_executor executor;
  system::Warden& warden;
  Observer& observer;
  const runtimes::Machine machine;
  std::map<std::tuple<std::string, fs::path, fs::path>, std::shared_ptr<Step>> steps;
  std::map<Step*, std::shared_ptr<system::Process>> running;
  bool was_stopped = false, was_killed = false;
  const std::shared_ptr<Packages> packages = std::make_shared<Packages>();
  system::Workers workers;

  std::shared_ptr<Step> step_of(const ProjectFunction& function) {
    const BuildStep& build = *function.settings.build;
    auto& step = steps[{build.command, build.directory, function.code}];
    if (!step) step = std::make_shared<Step>();
    return step;
  }

  asio::awaitable<Result<fs::path>> new_directory() {
    auto work = [packages = packages, cache = machine.cache_directory] { return packages->make(cache); };
    co_return co_await workers.run(std::move(work));
  }

  asio::awaitable<std::optional<SourceList>> sources(ProjectFunction function) {
    auto work = [directory = function.settings.build->directory, except = function.code] {
      return list_sources(directory, except);
    };
    co_return co_await workers.run(std::move(work));
  }

  std::shared_ptr<const BuiltPackage> hold(fs::path code, fs::path directory) {
    return std::make_shared<const BuiltPackage>(std::move(code), [weak = weak_from_this(), directory] {
      const auto self = weak.lock();
      if (self && !self->was_killed) system::spawn(self->executor, remove(self, directory));
    });
  }

  static asio::awaitable<void> remove(std::shared_ptr<State> self, fs::path directory) {
    auto work = [directory] {
      std::error_code ignored;
      return fs::remove_all(directory, ignored);
    };
    co_await self->workers.run(std::move(work));
  }

  static asio::awaitable<Result<std::shared_ptr<const BuiltPackage>>> build(std::shared_ptr<State> self,
                                                                            ProjectFunction function);
  static asio::awaitable<Result<std::shared_ptr<const BuiltPackage>>> make(std::shared_ptr<State> self,
                                                                           ProjectFunction function, Step* step);
  asio::awaitable<Result<fs::path>> with_dependencies(ProjectFunction function, Step* step, fs::path package);
  asio::awaitable<Result<void>> run(ProjectFunction function, Step* step, fs::path artifacts);
  asio::awaitable<void> forward(asio::posix::stream_descriptor pipe);
};

asio::awaitable<Result<std::shared_ptr<const BuiltPackage>>> Builder::State::build(std::shared_ptr<State> self,
                                                                                   ProjectFunction function) {
  const auto step = self->step_of(function);
  while (step->is_running) co_await step->done.wait();
  if (self->was_stopped) co_return cannot_build(function, "lambdalocal is ending");
  step->is_running = true;
  auto before = co_await self->sources(function);
  Result<std::shared_ptr<const BuiltPackage>> built = step->package.lock();
  if (!*built || !step->sources.is_as_built(before)) {
    built = co_await make(self, function, step.get());
    if (built) {
      step->package = *built;
      step->sources.built(std::move(before), co_await self->sources(function));
    }
  }
  step->is_running = false;
  step->done.notify();
  co_return built;
}

asio::awaitable<Result<std::shared_ptr<const BuiltPackage>>> Builder::State::make(std::shared_ptr<State> self,
                                                                                  ProjectFunction function,
                                                                                  Step* step) {
  CO_TRY(directory, co_await self->new_directory());
  const auto package = self->hold(directory, directory);
  if (!function.settings.build->manifest.empty()) {
    CO_TRY_VOID(co_await self->with_dependencies(function, step, directory));
    co_return package;
  }
  CO_TRY_VOID(co_await self->run(function, step, directory));
  auto find = [build = *function.settings.build, directory = directory, code = function.code] {
    return built_package(build, directory, code);
  };
  auto code = co_await self->workers.run(std::move(find));
  if (!code) co_return cannot_build(function, code.error().message);
  if (*code == directory) co_return package;
  co_return self->hold(*std::move(code), directory);
}

asio::awaitable<Result<fs::path>> Builder::State::with_dependencies(ProjectFunction function, Step* step,
                                                                    fs::path package) {
  const BuildStep build = *function.settings.build;
  auto find = [build, function, machine = machine] {
    return dependencies_place(build, python_of(function, machine), machine.cache_directory);
  };
  CO_TRY(place, co_await workers.run(std::move(find)));
  std::error_code error;
  if (!fs::is_directory(place, error)) {
    CO_TRY(fetched, co_await new_directory());
    CO_TRY_VOID(co_await run(function, step, fetched));
    auto keep = [fetched = fetched, place = place] { return keep_dependencies(fetched, place); };
    CO_TRY_VOID(co_await workers.run(std::move(keep)));
  }
  auto put = [build, place = place, package] { return put_together(build, place, package); };
  CO_TRY_VOID(co_await workers.run(std::move(put)));
  co_return package;
}

asio::awaitable<Result<void>> Builder::State::run(ProjectFunction function, Step* step, fs::path artifacts) {
  const BuildStep build = *function.settings.build;
  auto find = [function, machine = machine] { return python_of(function, machine); };
  const std::string python = co_await workers.run(std::move(find));
  observer.building(
      fmt::format("building {} in {}: {}", function.name, build.directory.string(), shown(build.command, python)));
  CO_TRY(pipe, system::Pipe::create());
  system::ProcessOptions options;
  options.executable = "/bin/sh";
  options.arguments = {"sh", "-c", build.command};
  for (const auto& [name, value] : machine.environment) {
    if (name != kArtifacts && name != kPython && name != kScript)
      options.environment.push_back(fmt::format("{}={}", name, value));
  }
  options.environment.push_back(fmt::format("{}={}", kArtifacts, artifacts.string()));
  if (!build.script.empty()) {
    const fs::path script = artifacts.string() + ".gradle";  // Gradle reads no file of another name
    auto write = [script, text = build.script] { return system::write_text_file(script, text); };
    CO_TRY_VOID(co_await workers.run(std::move(write)));
    options.environment.push_back(fmt::format("{}={}", kScript, script.string()));
  }
  options.environment.push_back(fmt::format("{}={}", kPython, python.empty() ? "python3" : python));
  options.working_directory = build.directory.string();
  options.output_fd = pipe.write.get();
  CO_TRY(started, system::Process::spawn(executor, warden, options));
  pipe.write.reset();
  const auto process = std::make_shared<system::Process>(std::move(started));
  running[step] = process;
  const int descriptor = pipe.read.release();
  ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  if (was_stopped) process->kill();
  co_await forward(asio::posix::stream_descriptor(executor, descriptor));
  const system::ExitReport exit = co_await process->exited();
  running.erase(step);
  if (exit.kind == system::ExitReport::Kind::Exited && exit.code == 0) co_return Result<void>();
  co_return cannot_build(function, exit.text());
}

// Until the tool and all it has started have closed it.
asio::awaitable<void> Builder::State::forward(asio::posix::stream_descriptor pipe) {
  std::vector<char> bytes(16 * 1024);
  std::string line;  // of which the end has not come
  while (true) {
    const ssize_t size = ::read(pipe.native_handle(), bytes.data(), bytes.size());
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) break;
    if (size < 0) {
      boost::system::error_code problem;
      co_await pipe.async_wait(asio::posix::stream_descriptor::wait_read,
                               asio::redirect_error(asio::use_awaitable, problem));
      if (problem) break;
      continue;
    }
    line.append(bytes.data(), static_cast<std::size_t>(size));
    const std::size_t end = line.rfind('\n');
    if (end == std::string::npos && line.size() < bytes.size()) continue;
    observer.build_output(std::string_view(line).substr(0, end == std::string::npos ? line.size() : end + 1));
    line.erase(0, end == std::string::npos ? line.size() : end + 1);
  }
  if (!line.empty()) observer.build_output(line + "\n");
}

Builder::Builder(asio::any_io_executor executor, system::Warden& warden, Observer& observer, runtimes::Machine machine)
    : state_(std::make_shared<State>(std::move(executor), warden, observer, std::move(machine))) {}

Builder::~Builder() = default;

asio::awaitable<Result<std::shared_ptr<const BuiltPackage>>> Builder::build(ProjectFunction function) {
  return State::build(state_, std::move(function));
}

void Builder::stop() {
  state_->was_stopped = true;
  for (const auto& [step, process] : state_->running) process->kill();
}

void Builder::kill() {
  stop();
  state_->was_killed = true;
  state_->packages->end();
}

}  // namespace lambdalocal::building
