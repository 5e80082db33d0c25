// Runs test cases, some at a time, on warm environments unless they are to be isolated.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/expectation/expectation.h"
#include "core/expectation/test_file.h"
#include "core/expectation/test_result.h"
#include "core/project/project.h"
#include "core/result.h"
#include "emulator/emulator.h"
#include "emulator/testing/snapshots.h"
#include "emulator/testing/stage.h"

namespace lambdalocal::testing {

struct RunnerOptions {
  std::size_t jobs = 1;
  bool isolate = false;           // an environment of its own for each case: one case at a time
  bool fail_fast = false;         // nothing begins after a failure
  bool update_snapshots = false;  // what is not as kept is kept anew
};

class Runner {
 public:
  // `events` of the cases are there (TestCase::event or request); each names a function of the project. All must outlive it.
  Runner(boost::asio::io_context& loop, system::Warden& warden, Observer& observer, EmulatorOptions emulator,
         const Project& project, RunnerOptions options);

  // `told`: each result as soon as it and all before it are there. Results are in the order of the cases.
  using Told = std::function<void(const expectation::TestResult&)>;
  boost::asio::awaitable<std::vector<expectation::TestResult>> run(const std::vector<expectation::TestCase>& cases,
                                                                   Snapshots& snapshots, Told told);

  // Has everything that runs killed.
  void kill();

 private:
  struct Work;
  static boost::asio::awaitable<void> work(Runner& runner, std::shared_ptr<Work> work);
  boost::asio::awaitable<expectation::TestResult> run_case(const expectation::TestCase& test, Snapshots& snapshots);
  boost::asio::awaitable<Result<expectation::Observed>> observe(const expectation::TestCase& test, Stage& stage);
  boost::asio::awaitable<Result<expectation::Observed>> request(const expectation::TestCase& test, Stage& stage);
  void judge(const expectation::Observed& observed, Snapshots& snapshots, expectation::TestResult& result) const;
  Result<Stage*> stage_of(const expectation::TestCase& test);

  boost::asio::io_context& loop_;
  system::Warden& warden_;
  Observer& observer_;
  const EmulatorOptions emulator_;
  const Project& project_;
  const RunnerOptions options_;
  // By the variables of its cases, and whether they send HTTP requests.
  std::map<std::pair<std::map<std::string, std::string>, bool>, std::unique_ptr<Stage>> stages_;
};

}  // namespace lambdalocal::testing
