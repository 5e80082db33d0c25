#include "core/expectation/test_result.h"

#include <fmt/format.h>

namespace lambdalocal::expectation {
namespace {

constexpr std::size_t kShownBeginning = 16 * 1024, kShownEnd = 48 * 1024;

}  // namespace

std::string shown_log(std::string_view log) {
  if (log.size() <= kShownBeginning + kShownEnd) return std::string(log);
  const std::size_t line = log.rfind('\n', kShownBeginning) + 1;  // 0: of one line there is no beginning
  const std::size_t last = log.size() - kShownEnd, next = log.find('\n', last);
  const std::size_t end = next == std::string_view::npos ? last : next + 1;
  return fmt::format("{}({} bytes of the log are left out here)\n{}", log.substr(0, line), end - line, log.substr(end));
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Passed: return "passed";
    case Verdict::Failed: return "failed";
    case Verdict::Updated: return "updated";
    case Verdict::Broken: return "broken";
    case Verdict::NotRun: return "not run";
  }
  return "";
}

std::string title_of(const TestCase& test) { return test.file.string() + ": " + test.name; }

TestSummary summary_of(const std::vector<TestResult>& results) {
  TestSummary summary;
  for (const TestResult& result : results) {
    switch (result.verdict) {
      case Verdict::Passed: ++summary.passed; break;
      case Verdict::Failed: ++summary.failed; break;
      case Verdict::Updated: ++summary.updated; break;
      case Verdict::Broken: ++summary.broken; break;
      case Verdict::NotRun: ++summary.not_run; break;
    }
  }
  return summary;
}

}  // namespace lambdalocal::expectation
