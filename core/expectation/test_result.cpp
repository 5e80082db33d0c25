#include "core/expectation/test_result.h"

namespace lambdalocal::expectation {

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
