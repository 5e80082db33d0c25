// How a test case ended.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/expectation/expectation.h"
#include "core/expectation/test_file.h"

namespace lambdalocal::expectation {

enum class Verdict {
  Passed,
  Failed,   // not as expected
  Updated,  // a snapshot was written: nothing was compared
  Broken,   // it could not be run
  NotRun,   // another one had failed before (--fail-fast)
};

struct TestResult {
  const TestCase* test = nullptr;
  Verdict verdict = Verdict::NotRun;
  std::vector<Difference> differences;  // of Failed
  std::string problem;                  // of Broken
  std::string log;                      // what the function wrote, as shown_log has it
  std::chrono::milliseconds took{0};
};

// A long log without its middle: nobody reads a million lines of a report.
std::string shown_log(std::string_view log);

std::string_view name_of(Verdict verdict);  // "passed"

// "orders.lambda-test.yaml: creates an order".
std::string title_of(const TestCase& test);

struct TestSummary {
  std::size_t passed = 0, failed = 0, updated = 0, broken = 0, not_run = 0;
  std::size_t total() const { return passed + failed + updated + broken + not_run; }
};
TestSummary summary_of(const std::vector<TestResult>& results);

}  // namespace lambdalocal::expectation
