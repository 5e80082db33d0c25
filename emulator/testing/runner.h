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
#include <tuple>
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

// The project that a case's function is of, and what it was read from: of one place, another one in a later run() is the first one
// as it has become.
struct CaseProject {
  std::string place;
  std::shared_ptr<const Project> project;
};

struct RunnerOptions {
  std::size_t jobs = 1;
  bool isolate = false;           // an environment of its own for each case: one case at a time
  bool fail_fast = false;         // nothing begins after a failure
  bool update_snapshots = false;  // what is not as kept is kept anew
  bool watch = false;             // there are several runs: each is of the code as it is then
};

class Runner {
 public:
  // All must outlive it.
  Runner(boost::asio::io_context& loop, system::Warden& warden, Observer& observer, EmulatorOptions emulator,
         RunnerOptions options);

  // What is handed to each case's function is there (TestCase::event or request); `projects`: that of each case, which names a
  // function of it. `told`: each result as soon as it and all before it are there. Results are in the order of the cases.
  using Told = std::function<void(const expectation::TestResult&)>;
  boost::asio::awaitable<std::vector<expectation::TestResult>> run(const std::vector<expectation::TestCase>& cases,
                                                                   const std::vector<CaseProject>& projects,
                                                                   Snapshots& snapshots, Told told);

  // Tells extensions that their environments end, and waits for them as long as Lambda does.
  boost::asio::awaitable<void> end_extensions();

  // Has everything that runs killed.
  void kill();

 private:
  struct Work;
  static boost::asio::awaitable<void> work(Runner& runner, std::shared_ptr<Work> work);
  boost::asio::awaitable<expectation::TestResult> run_case(const expectation::TestCase& test,
                                                           const CaseProject& project, Snapshots& snapshots);
  static boost::asio::awaitable<void> build_ahead(const expectation::TestCase& test, Emulator& emulator);
  boost::asio::awaitable<Result<expectation::Observed>> observe(const expectation::TestCase& test, Stage& stage);
  boost::asio::awaitable<Result<expectation::Observed>> request(const expectation::TestCase& test, Stage& stage);
  void judge(const expectation::Observed& observed, Snapshots& snapshots, expectation::TestResult& result) const;
  std::shared_ptr<building::Builder> builder_of(const Project& project);
  Result<Stage*> stage_of(const expectation::TestCase& test, const CaseProject& project);
  Result<void> renew(Stage& stage, const expectation::TestCase& test, const CaseProject& project);
  boost::asio::awaitable<void> begin();

  boost::asio::io_context& loop_;
  system::Warden& warden_;
  Observer& observer_;
  const EmulatorOptions emulator_;
  const RunnerOptions options_;
  std::shared_ptr<building::Builder> builder_;  // null before the first build
  // By the place of its project, the variables of its cases, and whether they send HTTP requests.
  std::map<std::tuple<std::string, std::map<std::string, std::string>, bool>, std::unique_ptr<Stage>> stages_;
};

}  // namespace lambdalocal::testing
