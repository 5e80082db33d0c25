#include "cli/commands/event_options.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <memory>

#include "cli/command_arguments.h"
#include "core/events/time.h"

namespace lambdalocal::commands {
namespace {

// The values as typed, before they mean anything.
struct TypedEvent {
  std::vector<std::string> set, from_files;
  std::string via, count, seed, time, save;
  bool compact = false, help = false;
  std::map<std::string, std::vector<std::string>> options;
  std::map<std::string, bool> flags;
};

// The options depend on what the event goes via, so this is looked for first.
std::string find_via(std::span<const char* const> arguments) {
  constexpr std::string_view kFlag = "--via";
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string_view argument = arguments[at];
    if (argument == kFlag && at + 1 < arguments.size()) return arguments[at + 1];
    if (argument.starts_with(kFlag) && argument.substr(kFlag.size()).starts_with('=')) {
      return std::string(argument.substr(kFlag.size() + 1));
    }
  }
  return {};
}

void describe(CLI::App& app, TypedEvent& typed, const std::vector<events::Option>& options) {
  app.set_help_flag();  // ours: CLI11 would print its own
  app.add_flag("-h,--help", typed.help);
  add_repeatable(app, "--set", typed.set);
  add_repeatable(app, "--from-file", typed.from_files);
  app.add_option("--count", typed.count);
  app.add_option("--via", typed.via);
  app.add_option("--seed", typed.seed);
  app.add_option("--time", typed.time);
  app.add_option("--save", typed.save);
  app.add_flag("--compact", typed.compact);
  for (const events::Option& option : options) {
    const std::string name(option.name);
    if (option.kind == events::OptionKind::Flag) {
      app.add_flag("--" + name, typed.flags[name]);
    } else if (option.kind == events::OptionKind::List) {
      add_repeatable(app, "--" + name, typed.options[name]);
    } else {
      auto& values = typed.options[name];
      values.resize(1);
      app.add_option("--" + name, values.front());
    }
  }
}

Result<std::uint64_t> seed_of(const std::string& text) {
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return usage(fmt::format("--seed takes a whole number, not '{}'", text));
  }
  return seed;
}

Result<EventOptions> interpret(const TypedEvent& typed, const CLI::App& app, EventOptions options) {
  events::Request& request = options.request;
  for (const auto& [name, values] : typed.options) {
    if (app.count("--" + name) > 0) request.options[name] = values;
  }
  for (const auto& [name, is_given] : typed.flags) {
    if (is_given) request.options[name] = {};
  }
  for (const std::string& text : typed.set) {
    TRY(change, events::parse_change(text));
    request.changes.push_back(std::move(change));
  }
  if (!typed.count.empty()) {
    TRY(count, whole_number("--count", typed.count, "", "how many records to make"));
    if (count < 1) return usage(fmt::format("--count takes how many records to make, not '{}'", typed.count));
    request.count = count;
  }
  if (!typed.seed.empty()) {
    TRY(seed, seed_of(typed.seed));
    request.settings.seed = seed;
    options.has_seed = true;
  }
  if (!typed.time.empty()) {
    TRY(time, events::parse_time(typed.time));
    request.settings.time = time;
    options.has_time = true;
  }
  if (app.count("--save") > 0) options.save = typed.save;
  options.from_files = typed.from_files;
  if (typed.compact) options.layout = events::Layout::OneLine;
  return options;
}

}  // namespace

Result<EventOptions> parse_event_options(const events::EventType& type, std::span<const char* const> arguments) {
  EventOptions options;
  options.request.type = &type;
  if (const std::string via = find_via(arguments); !via.empty()) {
    TRY(stops, events::parse_via(via));
    options.request.via = std::move(stops);
  }
  CLI::App app;
  TypedEvent typed;
  describe(app, typed, events::options_of(type, options.request.via));
  auto parsed = parse_arguments(app, arguments, "one event at a time: '{}' is one too many");
  options.help = typed.help;
  if (options.help) return options;
  if (!parsed) return std::move(parsed).error();
  return interpret(typed, app, std::move(options));
}

}  // namespace lambdalocal::commands
