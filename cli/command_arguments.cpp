#include "cli/command_arguments.h"

#include <fmt/format.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <charconv>

#include "core/text/suggestion.h"

namespace lambdalocal {
namespace {

// After it, nothing is an option.
constexpr std::string_view kEndOfOptions = "--";

Error unknown_argument(const CLI::App& app, const std::vector<std::string>& rest, std::string_view one_too_many) {
  for (const std::string& argument : rest) {
    if (argument == kEndOfOptions) break;
    if (argument.size() < 2 || argument.front() != '-') continue;
    const std::string flag = argument.substr(0, argument.find('='));
    const std::vector<std::string> flags = long_flags(app);
    const auto closest = closest_word(flag, std::vector<std::string_view>(flags.begin(), flags.end()));
    return usage(closest ? fmt::format("unknown option {}; did you mean {}?", flag, *closest)
                         : fmt::format("unknown option {}", flag));
  }
  const bool after_options = rest.front() == kEndOfOptions;
  return usage(fmt::format(fmt::runtime(one_too_many), rest[after_options ? 1 : 0]));
}

// What CLI11 has to complain about, in our words.
Error wrong_usage(const CLI::App& app, const CLI::ParseError& error) {
  const std::string_view message = error.what();
  for (const CLI::Option* option : app.get_options()) {
    const std::string flag = option->get_name();
    if (!message.starts_with(flag + ":")) continue;
    if (message.find("received") != std::string_view::npos) return usage(flag + " is given more than once");
    return usage(flag + " needs a value");
  }
  return usage(std::string(message));
}

// Whether a value was written behind an equals sign, where it may be anything: --body=--x.
bool is_written_with_equals(std::span<const char* const> arguments, const std::string& value) {
  return std::any_of(arguments.begin(), arguments.end(),
                     [&](const char* argument) { return std::string_view(argument).ends_with("=" + value); });
}

}  // namespace

Error usage(std::string message) { return Error{ErrorKind::Usage, std::move(message)}; }

// A whole number, with or without `unit` behind it.
Result<int> whole_number(const std::string& flag, std::string_view text, std::string_view unit,
                         std::string_view meaning) {
  std::string_view digits = text;
  if (!unit.empty() && digits.ends_with(unit)) digits.remove_suffix(unit.size());
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) {
    return usage(fmt::format("{} takes {}, not '{}'", flag, meaning, text));
  }
  return value;
}

std::vector<std::string> long_flags(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

Result<void> parse_arguments(CLI::App& app, std::span<const char* const> arguments, std::string_view one_too_many) {
  app.allow_extras();
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError& error) {
    return wrong_usage(app, error);
  }
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional()) continue;
    for (const std::string& value : option->results()) {
      if (value.starts_with("--") && !is_written_with_equals(arguments, value))
        return usage(option->get_name() + " needs a value");
    }
  }
  // CLI11 leaves the end of the options among what nobody took.
  if (const auto rest = app.remaining(); !rest.empty() && rest != std::vector{std::string(kEndOfOptions)})
    return unknown_argument(app, rest, one_too_many);
  return {};
}

}  // namespace lambdalocal
