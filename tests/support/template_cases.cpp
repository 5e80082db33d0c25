#include "tests/support/template_cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

#include "core/project/templates/template_file.h"
#include "tests/support/template_summary.h"

namespace lambdalocal::templates {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

void add_values(const std::string& text, std::map<std::string, std::string>& values) {
  for (const std::string& word : words_of(text)) {
    const auto equals = word.find('=');
    values[word.substr(0, equals)] = equals == std::string::npos ? "" : word.substr(equals + 1);
  }
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

// Lines whose absence from the expectation would hide something: all but the settings of functions.
bool must_be_expected(const std::string& line, bool is_of_function) {
  if (!is_of_function || !line.starts_with("  ")) return true;
  static constexpr std::array kAlways = {"  env ",     "  layer ",   "  unknown ", "  problem ",
                                         "  warning ", "  refused ", "  inline "};
  return std::ranges::any_of(kAlways, [&line](const char* beginning) { return line.starts_with(beginning); });
}

// A headline with what is indented below it.
struct Block {
  std::string headline;
  std::vector<std::string> lines;
};

std::vector<Block> blocks_of(const std::string& text) {
  std::vector<Block> blocks;
  for (std::string line : lines_of(text)) {
    line.erase(line.find_last_not_of(' ') + 1);
    if (line.empty()) continue;
    if (line.starts_with("  ") && !blocks.empty()) {
      blocks.back().lines.push_back(line);
    } else {
      blocks.push_back({line, {}});
    }
  }
  return blocks;
}

void compare(const Block& expected, const Block& actual, std::string& out) {
  for (const std::string& line : expected.lines) {
    if (std::ranges::find(actual.lines, line) == actual.lines.end())
      out += fmt::format("- {}: {}\n", expected.headline, line);
  }
  for (const std::string& line : actual.lines) {
    const bool is_expected = std::ranges::find(expected.lines, line) != expected.lines.end();
    if (!is_expected && must_be_expected(line, actual.headline.starts_with("function "))) {
      out += fmt::format("+ {}: {}\n", actual.headline, line);
    }
  }
}

}  // namespace

std::vector<TemplateCase> read_template_cases(const fs::path& file) {
  std::ostringstream whole;
  whole << std::ifstream(file).rdbuf();
  std::vector<TemplateCase> cases;
  std::string* section = nullptr;
  std::size_t number = 0;
  for (const std::string& line : lines_of(whole.str())) {
    ++number;
    if (line.starts_with("== ")) {
      cases.emplace_back();
      cases.back().name = line.substr(3);
      cases.back().place = fmt::format("{}:{}", file.filename().string(), number);
      section = &cases.back().text;
    } else if (cases.empty()) {
      continue;  // what the file is about
    } else if (!line.starts_with("-- ")) {
      *section += line + "\n";
    } else {
      TemplateCase& one = cases.back();
      const std::string what = line.substr(3, line.find(' ', 3) - 3),
                        rest = line.substr(std::min(line.size(), 4 + what.size()));
      if (what == "is") section = &one.expected;
      if (what == "file") section = &one.files[rest];
      if (what == "given") add_values(rest, one.parameters);
      if (what == "secrets") add_values(rest, one.secrets);
      if (what == "variables") add_values(rest, one.variables);
      if (what != "as") continue;
      one.path = fs::path("/project") / words_of(rest).at(0);
      if (rest.find(" CRLF") != std::string::npos) replace_all(one.text, "\n", "\r\n");
      if (rest.find(" TAB") != std::string::npos) replace_all(one.text, "<TAB>", "\t");
      if (rest.find(" BOM") != std::string::npos) one.text.insert(0, "\xEF\xBB\xBF");
    }
  }
  return cases;
}

std::string outcome_of(const TemplateCase& one) {
  Deployment deployment;
  deployment.parameters = one.parameters;
  deployment.secrets = one.secrets;
  deployment.environment_variable = [&one](const std::string& name) -> std::optional<std::string> {
    const auto found = one.variables.find(name);
    return found == one.variables.end() ? std::nullopt : std::optional(found->second);
  };
  deployment.read_file = [&one](const fs::path& path) -> Result<std::string> {
    const auto found = one.files.find(path.lexically_relative("/project").string());
    if (found != one.files.end()) return found->second;
    return Error{ErrorKind::BadConfiguration, fmt::format("{} is not there", path.string())};
  };
  auto file = TemplateFile::read(one.text, one.path, std::move(deployment));
  return file ? summary_of(*file)
              : fmt::format("error {}\n", file.error().message.substr(0, file.error().message.find('\n')));
}

std::string difference(const std::string& expected, const std::string& outcome) {
  const auto wanted = blocks_of(expected), got = blocks_of(outcome);
  std::string out;
  for (std::size_t at = 0; at < std::max(wanted.size(), got.size()); ++at) {
    if (at >= got.size()) {
      out += fmt::format("- {}\n", wanted[at].headline);
    } else if (at >= wanted.size()) {
      out += fmt::format("+ {}\n", got[at].headline);
    } else if (wanted[at].headline != got[at].headline) {
      out += fmt::format("- {}\n+ {}\n", wanted[at].headline, got[at].headline);
    } else {
      compare(wanted[at], got[at], out);
    }
  }
  return out;
}

}  // namespace lambdalocal::templates
