// What the commands' command lines have in common: CLI11's parser with errors in our words.
#pragma once

#include <CLI/App.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace lambdalocal {

Error usage(std::string message);

template <typename T>
void add_repeatable(CLI::App& app, const std::string& flags, std::vector<T>& values) {
  app.add_option(flags, values)
      ->allow_extra_args(false)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

// A whole number, with or without `unit` behind it.
Result<int> whole_number(const std::string& flag, std::string_view text, std::string_view unit,
                         std::string_view meaning);

// Parses `arguments`, those after the command. `one_too_many`: what is said of an argument nobody takes, with a {} for
// it. Errors are Usage: one line, a suggestion when a flag is misspelt.
Result<void> parse_arguments(CLI::App& app, std::span<const char* const> arguments, std::string_view one_too_many);

// Every long flag that is understood.
std::vector<std::string> long_flags(const CLI::App& app);

}  // namespace lambdalocal
