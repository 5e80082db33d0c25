#include "cli/output/doctor_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "cli/output/colours.h"

namespace lambdalocal::output {
namespace {

using doctor::Check;
using doctor::Level;

struct LevelWords {
  std::string_view text, json;
  const char* colour;
};

LevelWords words_of(Level level) {
  switch (level) {
    case Level::Ok: return {"ok", "Ok", kGreen};
    case Level::Info: return {"info", "Info", kDim};
    case Level::Warning: return {"warning", "Warning", kYellow};
    case Level::Problem: return {"problem", "Problem", kRed};
  }
  return {"", "", kPlain};
}

std::string level_cell(Level level, bool coloured) {
  const LevelWords words = words_of(level);
  const std::string cell = fmt::format("{:<7}", words.text);
  return coloured ? fmt::format("{}{}{}", words.colour, cell, kPlain) : cell;
}

std::string indented(std::string_view lines) {
  std::string text;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    text += fmt::format("  {}\n", lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return text;
}

std::string explanation(const Check& check) {
  const std::string_view effect = check.effect.empty() ? check.found : check.effect;
  return fmt::format("{}: {}: {}\n{}", words_of(check.level).text, check.name, effect, indented(check.remedy));
}

}  // namespace

std::string doctor_text(const std::vector<Check>& checks, bool coloured) {
  std::size_t width = std::string_view("CHECK").size();
  for (const Check& check : checks) width = std::max(width, check.name.size());
  std::string text = fmt::format("{:<{}}  {:<7}  FOUND\n", "CHECK", width, "RESULT");
  for (const Check& check : checks) {
    text += fmt::format("{:<{}}  {}  {}\n", check.name, width, level_cell(check.level, coloured), check.found);
  }
  std::string explanations;
  for (const Level level : {Level::Problem, Level::Warning, Level::Info}) {
    for (const Check& check : checks) {
      if (check.level == level && !(check.effect.empty() && check.remedy.empty())) explanations += explanation(check);
    }
  }
  return explanations.empty() ? text : text + "\n" + explanations;
}

std::string doctor_json(const std::vector<Check>& checks) {
  auto list = nlohmann::ordered_json::array();
  for (const Check& check : checks) {
    nlohmann::ordered_json entry = {
        {"Check", check.name}, {"Result", words_of(check.level).json}, {"Found", check.found}};
    if (!check.effect.empty()) entry["Effect"] = check.effect;
    if (!check.remedy.empty()) entry["Remedy"] = check.remedy;
    list.push_back(std::move(entry));
  }
  return list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace lambdalocal::output
