// The results of `lambdalocal test` for people: a line for each case, what was not as expected and the function's log below those that
// failed, a summary.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/expectation/test_result.h"

namespace lambdalocal::output {

enum class TestLines {
  All,
  Failed,  // --quiet
};

class TestReport {
 public:
  TestReport(bool colour, TestLines lines) : colour_(colour), lines_(lines) {}

  std::string of(const expectation::TestResult& result) const;
  std::string summary(const std::vector<expectation::TestResult>& results, std::chrono::milliseconds took) const;

 private:
  std::string coloured(const char* colour, const std::string& text) const;

  const bool colour_;
  const TestLines lines_;
};

}  // namespace lambdalocal::output
