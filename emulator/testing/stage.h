// An emulator that runs the cases whose functions have the same variables, with its log and its front ends.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
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

  // `listens`: whether its front ends are needed, each on a free port.
  Result<void> start(Project project, bool listens);

  Emulator& emulator() { return emulator_; }
  KeptLog& log() { return log_; }
  // Of the front end of that name ("HTTP API", "Function URL of orders"), else of the first there is.
  Result<std::string> url_of(const std::optional<std::string>& front_end) const;

 private:
  KeptLog log_;
  Emulator emulator_;
};

}  // namespace lambdalocal::testing
