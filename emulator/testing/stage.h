// An emulator that runs the cases whose functions have the same variables, with its log and its front ends.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "core/project/project.h"
#include "core/result.h"
#include "emulator/emulator.h"
#include "emulator/testing/kept_log.h"

namespace lambdalocal::testing {

class Stage {
 public:
  // All must outlive it.
  Stage(boost::asio::io_context& loop, system::Warden& warden, Observer& observer, EmulatorOptions options)
      : emulator_(loop, warden, log_, observer, std::move(options)) {}

  enum class Listens { No, Yes };  // whether its front ends are needed, each on a free port
  enum class Watches { No, Yes };  // whether changes of code are taken up

  // From now on it is as this project; what it was before decides of the rest. `of`: what that was made of.
  Result<void> be(Project project, std::shared_ptr<const Project> of, Listens listens, Watches watches);
  bool is_of(const std::shared_ptr<const Project>& project) const { return of_ == project; }

  Emulator& emulator() { return emulator_; }
  KeptLog& log() { return log_; }
  // Of the front end of that name ("HTTP API", "Function URL of orders"), else of the first there is.
  Result<std::string> url_of(const std::optional<std::string>& front_end) const;

 private:
  std::shared_ptr<const Project> of_;  // null: it is as no project yet
  KeptLog log_;
  Emulator emulator_;
};

}  // namespace lambdalocal::testing
