// Writes what a served project was asked, and has answered, as cases of a test file (core/expectation/recording.h): while it is served,
// on a worker, each time as a whole.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "core/expectation/recording.h"
#include "core/result.h"
#include "emulator/observer.h"
#include "emulator/system/workers.h"
#include "emulator/traffic.h"

namespace lambdalocal::testing {

class Recorder : public Traffic {
 public:
  // `observer` must outlive it. What the file holds already stays. `about`: the function of cases that name none; empty: each names
  // its own, or needs none. Errors are BadConfiguration.
  static Result<std::unique_ptr<Recorder>> create(boost::asio::any_io_executor executor, Observer& observer,
                                                  std::filesystem::path file, expectation::Secrets secrets,
                                                  const std::string& about);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  void answered(std::string_view front_end, const gateway::HttpRequest& request,
                const gateway::HttpResponse& response) override;
  void invoked(std::string_view function, std::string_view event, const InvocationOutcome& outcome) override;

  // Returns when all is written; says how much that was.
  boost::asio::awaitable<void> finish();

 private:
  Recorder(boost::asio::any_io_executor executor, Observer& observer, std::filesystem::path file,
           expectation::Recording recording);
  void taken(expectation::Recording::Taken taken, std::string_view what);
  static boost::asio::awaitable<void> save(Recorder& recorder);

  const boost::asio::any_io_executor executor_;
  Observer& observer_;
  const std::filesystem::path file_;
  expectation::Recording recording_;
  std::set<std::string> told_;  // headers
  std::size_t saved_ = 0;       // cases
  bool is_saving_ = false;
  system::Wakeup was_saved_;
  system::Workers workers_;
};

}  // namespace lambdalocal::testing
