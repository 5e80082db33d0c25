// Runs build steps (core/function/build_step.h): each before its package is used for the first time, and again when its sources have
// changed since. What it runs and what that writes is told to the observer as it comes; everything started ends with this, or by kill().
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "core/function/build_step.h"
#include "core/project/project.h"
#include "core/result.h"
#include "emulator/observer.h"
#include "emulator/runtimes/machine.h"
#include "emulator/system/processes/warden.h"

namespace lambdalocal::building {

// A package that was built: it stays where it is as long as this lives. Of one step, two are the same when nothing has changed.
class BuiltPackage {
 public:
  BuiltPackage(std::filesystem::path code, std::function<void()> gone)
      : code_(std::move(code)), gone_(std::move(gone)) {}
  BuiltPackage(const BuiltPackage&) = delete;
  BuiltPackage& operator=(const BuiltPackage&) = delete;
  ~BuiltPackage() { gone_(); }

  const std::filesystem::path& code() const { return code_; }

 private:
  const std::filesystem::path code_;
  const std::function<void()> gone_;
};

// On the executor's thread.
class Builder {
 public:
  // All must outlive it.
  Builder(boost::asio::any_io_executor executor, system::Warden& warden, Observer& observer, runtimes::Machine machine);
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;
  ~Builder();

  // The package of a function that has a build step. Errors are BadConfiguration: the tool has failed, its output says why.
  boost::asio::awaitable<Result<std::shared_ptr<const BuiltPackage>>> build(ProjectFunction function);

  // Has every tool that runs killed, and starts none any more; the packages stay.
  void stop();
  // The same, and removes the packages.
  void kill();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace lambdalocal::building
