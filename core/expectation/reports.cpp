#include "core/expectation/reports.h"

#include <fmt/format.h>

#include <pugixml.hpp>
#include <sstream>

#include "core/text/lines.h"
#include "core/text/utf8.h"

namespace lambdalocal::expectation {
namespace {

using Json = nlohmann::json;

std::string seconds(std::chrono::milliseconds time) {
  return fmt::format("{}.{:03}", time.count() / 1000, time.count() % 1000);
}

// XML has no place for most control characters, U+FFFE and U+FFFF, and its readers refuse what is no UTF-8: a log may be any bytes.
std::string for_xml(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character character = utf8_character(text);
    const bool is_control = static_cast<unsigned char>(text[0]) < 0x20 && text[0] != '\n' && text[0] != '\t';
    const bool is_no_character = text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF");
    if (character.valid && !is_control && !is_no_character) {
      clean += text.substr(0, character.length);
    } else {
      clean += '?';
    }
    text.remove_prefix(character.length);
  }
  return clean;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(for_xml(value).c_str());
}

void add_text(pugi::xml_node parent, const char* name, const std::string& text, const std::string& message = "") {
  pugi::xml_node node = parent.append_child(name);
  if (!message.empty()) set(node, "message", message);
  node.text().set(for_xml(text).c_str());
}

void add_case(pugi::xml_node suite, const TestResult& result) {
  pugi::xml_node node = suite.append_child("testcase");
  set(node, "name", result.test->name);
  set(node, "classname", result.test->file.string());
  set(node, "file", result.test->file.string());
  set(node, "line", std::to_string(result.test->at.line));
  set(node, "time", seconds(result.took));
  const std::string explanation = explanation_of(result);
  const std::string first = explanation.substr(0, explanation.find('\n'));
  if (result.verdict == Verdict::Failed) add_text(node, "failure", explanation, first);
  if (result.verdict == Verdict::Broken) add_text(node, "error", explanation, first);
  if (result.verdict == Verdict::NotRun) node.append_child("skipped");
  if (result.verdict == Verdict::Updated) set(node.append_child("skipped"), "message", "snapshot updated");
  if (!result.log.empty()) add_text(node, "system-out", result.log);
}

std::string indented(std::string_view text, std::string_view indent) {
  std::string lines;
  for_each_line(text, [&](std::string_view line) { lines.append(indent).append(line).append("\n"); });
  return lines;
}

std::string escaped_for_tap(std::string_view text) {
  std::string escaped;
  for (const char byte : text) {
    if (byte == '#' || byte == '\\') escaped += '\\';
    escaped += byte == '\n' ? ' ' : byte;
  }
  return escaped;
}

// Data of a workflow command; in its properties, commas and colons have a meaning too.
std::string escaped_for_github(std::string_view text, bool is_property) {
  std::string escaped;
  for (const char byte : text) {
    switch (byte) {
      case '%': escaped += "%25"; break;
      case '\r': escaped += "%0D"; break;
      case '\n': escaped += "%0A"; break;
      case ',': escaped += is_property ? "%2C" : ","; break;
      case ':': escaped += is_property ? "%3A" : ":"; break;
      default: escaped += byte;
    }
  }
  return escaped;
}

bool has_failed(const TestResult& result) {
  return result.verdict == Verdict::Failed || result.verdict == Verdict::Broken;
}

}  // namespace

std::string explanation_of(const TestResult& result) {
  if (result.verdict == Verdict::Broken) return result.problem;
  std::string lines;
  for (const Difference& difference : result.differences) {
    if (!lines.empty()) lines += '\n';
    lines += fmt::format("{}: expected {}, was {}", difference.where, difference.expected, difference.actual);
  }
  return lines;
}

std::string junit_report(const std::vector<TestResult>& results) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node suites = document.append_child("testsuites");
  set(suites, "name", "lambdalocal test");
  for (std::size_t begin = 0; begin < results.size();) {
    std::size_t end = begin;
    while (end < results.size() && results[end].test->file == results[begin].test->file) ++end;
    const std::vector<TestResult> of_file(results.begin() + static_cast<std::ptrdiff_t>(begin),
                                          results.begin() + static_cast<std::ptrdiff_t>(end));
    const TestSummary summary = summary_of(of_file);
    std::chrono::milliseconds took{0};
    for (const TestResult& result : of_file) took += result.took;
    pugi::xml_node suite = suites.append_child("testsuite");
    set(suite, "name", of_file.front().test->file.string());
    set(suite, "tests", std::to_string(summary.total()));
    set(suite, "failures", std::to_string(summary.failed));
    set(suite, "errors", std::to_string(summary.broken));
    set(suite, "skipped", std::to_string(summary.not_run + summary.updated));
    set(suite, "time", seconds(took));
    for (const TestResult& result : of_file) add_case(suite, result);
    begin = end;
  }
  std::ostringstream text;
  document.save(text, "  ");
  return text.str();
}

std::string tap_report(const std::vector<TestResult>& results) {
  std::string text = fmt::format("TAP version 14\n1..{}\n", results.size());
  for (std::size_t index = 0; index < results.size(); ++index) {
    const TestResult& result = results[index];
    text += fmt::format("{}ok {} - {}", has_failed(result) ? "not " : "", index + 1,
                        escaped_for_tap(title_of(*result.test)));
    if (result.verdict == Verdict::NotRun) text += " # SKIP not run";
    if (result.verdict == Verdict::Updated) text += " # SKIP snapshot updated";
    text += '\n';
    if (has_failed(result)) {
      text += fmt::format("  ---\n  duration_ms: {}\n  message: |\n{}  ...\n", result.took.count(),
                          indented(explanation_of(result), "    "));
    }
  }
  return text;
}

std::string json_report(const std::vector<TestResult>& results) {
  const TestSummary summary = summary_of(results);
  Json report = {{"Passed", summary.passed}, {"Failed", summary.failed},  {"Updated", summary.updated},
                 {"Broken", summary.broken}, {"NotRun", summary.not_run}, {"Cases", Json::array()}};
  for (const TestResult& result : results) {
    Json one = {{"File", result.test->file.string()},
                {"Name", result.test->name},
                {"Verdict", name_of(result.verdict)},
                {"Milliseconds", result.took.count()},
                {"Differences", Json::array()}};
    for (const Difference& difference : result.differences) {
      one["Differences"].push_back(
          {{"Where", difference.where}, {"Expected", difference.expected}, {"Actual", difference.actual}});
    }
    if (!result.problem.empty()) one["Problem"] = result.problem;
    if (has_failed(result)) one["Log"] = result.log;
    report["Cases"].push_back(std::move(one));
  }
  return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string github_annotations(const std::vector<TestResult>& results) {
  std::string text;
  for (const TestResult& result : results) {
    if (!has_failed(result)) continue;
    text += fmt::format("::error file={},line={},title={}::{}\n", escaped_for_github(result.test->file.string(), true),
                        result.test->at.line, escaped_for_github(result.test->name, true),
                        escaped_for_github(explanation_of(result), false));
  }
  return text;
}

}  // namespace lambdalocal::expectation
