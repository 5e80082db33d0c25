#include "cli/output/test_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/output/colours.h"
#include "core/expectation/reports.h"
#include "core/text/lines.h"
#include "core/text/printable.h"

namespace lambdalocal::output {
namespace {

using expectation::TestResult;
using expectation::Verdict;

const char* colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Passed: return kGreen;
    case Verdict::Failed:
    case Verdict::Broken: return kRed;
    case Verdict::Updated: return kYellow;
    case Verdict::NotRun: return kDim;
  }
  return kDim;
}

// Without control characters, but for the tabs that reports have.
std::string shown_line(std::string_view line) {
  std::string shown;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find('\t', begin), line.size());
    if (begin > 0) shown += '\t';
    shown += printable(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return shown;
}

std::string indented(std::string_view text, std::string_view indent) {
  std::string lines;
  for_each_line(text, [&](std::string_view line) { lines.append(indent).append(shown_line(line)).append("\n"); });
  return lines;
}

}  // namespace

std::string TestReport::coloured(const char* colour, const std::string& text) const {
  return colour_ ? colour + text + kPlain : text;
}

std::string TestReport::of(const TestResult& result) const {
  const bool has_failed = result.verdict == Verdict::Failed || result.verdict == Verdict::Broken;
  if (lines_ == TestLines::Failed && !has_failed) return "";
  std::string text =
      fmt::format("{}  {}  {}\n", coloured(colour_of(result.verdict), fmt::format("{:7}", name_of(result.verdict))),
                  printable(title_of(*result.test)),
                  coloured(kDim, result.verdict == Verdict::NotRun ? "" : fmt::format("{} ms", result.took.count())));
  if (!has_failed) return text;
  text += indented(expectation::explanation_of(result), "         ");
  if (!result.log.empty()) text += indented(result.log, "         | ");
  return text;
}

std::string TestReport::summary(const std::vector<TestResult>& results, std::chrono::milliseconds took) const {
  const auto summary = expectation::summary_of(results);
  std::string text = fmt::format("{} passed", summary.passed);
  if (summary.failed > 0) text += fmt::format(", {} failed", summary.failed);
  if (summary.broken > 0) text += fmt::format(", {} could not be run", summary.broken);
  if (summary.updated > 0) text += fmt::format(", {} updated", summary.updated);
  if (summary.not_run > 0) text += fmt::format(", {} not run", summary.not_run);
  const bool good = summary.failed + summary.broken == 0;
  return fmt::format("{} in {:.2f} s\n", coloured(good ? kGreen : kRed, text),
                     static_cast<double>(took.count()) / 1000);
}

}  // namespace lambdalocal::output
