#include "cli/commands/invoke_options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>

#include "core/suggestion.h"

namespace lambdalocal::commands {
namespace {

// The values as typed, before they mean anything.
struct Typed {
  std::string timeout, memory, tmp_size, repeat, log_format, log_level;
  std::vector<std::string> environment, layers, environment_files;
  bool strict_runtime = false, isolated = false, json = false, log_tail = false, quiet = false;
};

Error usage(std::string message) { return Error{ErrorKind::Usage, std::move(message)}; }

template <typename T>
void add_repeatable(CLI::App& app, const std::string& flags, std::vector<T>& values) {
  app.add_option(flags, values)
      ->allow_extra_args(false)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void describe(CLI::App& app, InvokeOptions& options, Typed& typed) {
  app.set_help_flag();
  app.allow_extras();
  app.add_flag("-h,--help", options.help);
  app.add_option("function", options.function);
  app.add_option("-e,--event", options.event);
  app.add_option("--handler", options.settings.handler);
  app.add_option("--runtime", options.settings.runtime);
  app.add_flag("--strict-runtime", typed.strict_runtime);
  app.add_option("--timeout", typed.timeout);
  app.add_option("--memory", typed.memory);
  app.add_option("--tmp-size", typed.tmp_size);
  add_repeatable(app, "--env", typed.environment);
  add_repeatable(app, "--env-file", typed.environment_files);
  add_repeatable(app, "--layer", typed.layers);
  app.add_option("--function-name", options.settings.function_name);
  app.add_option("--qualifier", options.qualifier);
  app.add_option("--region", options.region);
  app.add_option("--client-context", options.client_context);
  app.add_option("--tenant-id", options.tenant_id);
  app.add_option("--trace-header", options.trace_header);
  app.add_option("--log-format", typed.log_format);
  app.add_option("--log-level", typed.log_level);
  add_repeatable(app, "--pass-env", options.passed_variables);
  app.add_flag("--pass-aws-credentials", options.pass_aws_credentials);
  app.add_flag("--isolated", typed.isolated);
  app.add_option("--repeat", typed.repeat);
  app.add_flag("--cold", options.cold);
  app.add_flag("--json", typed.json);
  app.add_flag("--log-tail", typed.log_tail);
  app.add_flag("-q,--quiet", typed.quiet);
  app.add_flag("-v,--verbose", options.verbose);
}

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

Result<void> read_variables(const Typed& typed, InvokeOptions& options) {
  for (const std::string& text : typed.environment) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return usage(fmt::format("--env takes NAME=VALUE, not '{}'", text));
    }
    options.settings.environment[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return {};
}

Result<void> read_logging(const Typed& typed, InvokeOptions& options) {
  const auto lower = [](std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  };
  if (!typed.log_format.empty()) {
    const std::string format = lower(typed.log_format);
    if (format != "text" && format != "json") {
      return usage(fmt::format("--log-format takes text or json, not '{}'", typed.log_format));
    }
    options.settings.log_format = format == "json" ? LogFormat::JSON : LogFormat::Text;
  }
  if (!typed.log_level.empty()) {
    std::string level = typed.log_level;
    for (char& c : level) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    options.settings.application_log_level = level;
  }
  return {};
}

Result<InvokeOptions> interpret(const Typed& typed, InvokeOptions options) {
  if (!typed.timeout.empty()) {
    TRY(seconds, whole_number("--timeout", typed.timeout, "s", "whole seconds, as on AWS"));
    options.settings.timeout = std::chrono::seconds(seconds);
  }
  if (!typed.memory.empty()) {
    TRY(megabytes, whole_number("--memory", typed.memory, "MB", "a whole number of megabytes"));
    options.settings.memory_size_mb = megabytes;
  }
  if (!typed.tmp_size.empty()) {
    TRY(megabytes, whole_number("--tmp-size", typed.tmp_size, "MB", "a whole number of megabytes"));
    options.settings.ephemeral_storage_mb = megabytes;
  }
  if (!typed.repeat.empty()) {
    TRY(times, whole_number("--repeat", typed.repeat, "", "how often to invoke"));
    if (times < 1) return usage(fmt::format("--repeat takes how often to invoke, not '{}'", typed.repeat));
    options.repeat = times;
  }
  TRY_VOID(read_variables(typed, options));
  TRY_VOID(read_logging(typed, options));
  if (!typed.layers.empty()) options.settings.layers.emplace(typed.layers.begin(), typed.layers.end());
  options.environment_files.assign(typed.environment_files.begin(), typed.environment_files.end());
  if (typed.strict_runtime) options.version_match = runtimes::VersionMatch::Exact;
  if (typed.isolated) options.outside_packages = runtimes::OutsidePackages::Hidden;
  if (typed.json) options.payload = PayloadOutput::Record;
  if (typed.quiet && typed.log_tail) return usage("--quiet and --log-tail contradict each other");
  if (typed.quiet) options.log = LogOutput::None;
  if (typed.log_tail) options.log = LogOutput::Tail;
  return options;
}

std::vector<std::string> long_flags(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

Error unknown_argument(const CLI::App& app, const std::vector<std::string>& rest) {
  for (const std::string& argument : rest) {
    if (argument.size() < 2 || argument.front() != '-') continue;
    const std::string flag = argument.substr(0, argument.find('='));
    const std::vector<std::string> flags = long_flags(app);
    const auto closest = closest_word(flag, std::vector<std::string_view>(flags.begin(), flags.end()));
    return usage(closest ? fmt::format("unknown option {}; did you mean {}?", flag, *closest)
                         : fmt::format("unknown option {}", flag));
  }
  return usage(fmt::format("one function at a time: '{}' is one too many", rest.front()));
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

}  // namespace

Result<InvokeOptions> parse_invoke_options(std::span<const char* const> arguments) {
  CLI::App app;
  InvokeOptions options;
  Typed typed;
  describe(app, options, typed);
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError& error) {
    return wrong_usage(app, error);
  }
  if (options.help) return options;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& value : option->results()) {
      if (value.starts_with("--")) return usage(option->get_name() + " needs a value");
    }
  }
  if (const auto rest = app.remaining(); !rest.empty()) return unknown_argument(app, rest);
  return interpret(typed, std::move(options));
}

std::vector<std::string> invoke_flags() {
  CLI::App app;
  InvokeOptions options;
  Typed typed;
  describe(app, options, typed);
  return long_flags(app);
}

}  // namespace lambdalocal::commands
