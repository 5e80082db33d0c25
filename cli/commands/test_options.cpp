#include "cli/commands/test_options.h"

#include <fmt/format.h>

#include <charconv>

#include "cli/command_arguments.h"

namespace lambdalocal::commands {
namespace {

constexpr int kMostJobs = 1000;
constexpr int kMostRepeats = 100'000;

// The values as typed, before they mean anything.
struct TypedTest {
  TestOptions options;
  FunctionFlags function;
  std::vector<std::string> paths;
  std::string jobs, shard, repeat, junit, json, tap;
};

void describe(CLI::App& app, TypedTest& typed) {
  TestOptions& options = typed.options;
  app.set_help_flag();  // ours: CLI11 would print its own
  app.add_flag("-h,--help", options.help);
  app.add_option("paths", typed.paths);
  app.add_option("--filter", options.filter);
  app.add_option("-j,--jobs", typed.jobs);
  app.add_option("--shard", typed.shard);
  app.add_option("--repeat", typed.repeat);
  app.add_flag("--isolate", options.isolate);
  app.add_flag("--fail-fast", options.fail_fast);
  app.add_flag("--update-snapshots", options.update_snapshots);
  app.add_flag("--list", options.list);
  app.add_flag("--record", options.record);
  app.add_flag("--replay", options.replay);
  app.add_flag("--watch", options.watch);
  app.add_option("--junit", typed.junit);
  app.add_option("--json", typed.json);
  app.add_option("--tap", typed.tap);
  app.add_flag("--github", options.github);
  app.add_flag("-q,--quiet", options.quiet);
  app.add_flag("-v,--verbose", options.verbose);
  typed.function.add_to(app);
  typed.function.add_build(app);
}

Result<Shard> shard_of(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto number = [](std::string_view digits, std::size_t& value) {
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return fault == std::errc{} && end == digits.data() + digits.size() && !digits.empty();
  };
  Shard shard;
  if (slash == std::string_view::npos || !number(text.substr(0, slash), shard.index) ||
      !number(text.substr(slash + 1), shard.of) || shard.index < 1 || shard.index > shard.of) {
    return usage(fmt::format("--shard takes a part and how many there are, such as 2/5, not '{}'", text));
  }
  return shard;
}

Result<int> count_of(const std::string& flag, std::string_view text, int most) {
  TRY(count, whole_number(flag, text, "", "a number"));
  if (count < 1 || count > most)
    return usage(fmt::format("{} takes a number from 1 to {}, not '{}'", flag, most, text));
  return count;
}

Result<TestOptions> interpret(TypedTest& typed) {
  TestOptions options = std::move(typed.options);
  TRY(function, typed.function.read());
  static_cast<FunctionOverrides&>(options) = std::move(function);
  options.paths.assign(typed.paths.begin(), typed.paths.end());
  if (options.replay && options.paths.empty()) options.paths.emplace_back(kRecorded);
  if (!typed.jobs.empty()) {
    TRY(jobs, count_of("--jobs", typed.jobs, kMostJobs));
    options.jobs = static_cast<std::size_t>(jobs);
  }
  if (!typed.repeat.empty()) {
    TRY(repeat, count_of("--repeat", typed.repeat, kMostRepeats));
    options.repeat = repeat;
  }
  if (!typed.shard.empty()) {
    TRY(shard, shard_of(typed.shard));
    options.shard = shard;
  }
  if (!typed.junit.empty()) options.junit = typed.junit;
  if (!typed.json.empty()) options.json = typed.json;
  if (!typed.tap.empty()) options.tap = typed.tap;
  const auto is_stdout = [](const std::optional<std::filesystem::path>& report) { return report == kStandardOutput; };
  const int to_stdout = is_stdout(options.junit) + is_stdout(options.json) + is_stdout(options.tap);
  if (to_stdout > 1) return usage("one report at a time goes to stdout ('-')");
  if (to_stdout == 1 && options.github) return usage("--github has stdout for its annotations: give the report a FILE");
  if (to_stdout == 1 && options.watch) return usage("--watch writes a report after each run: give it a FILE");
  return options;
}

}  // namespace

Result<TestOptions> parse_test_options(std::span<const char* const> arguments) {
  CLI::App app;
  TypedTest typed;
  describe(app, typed);
  auto parsed = parse_arguments(app, arguments, "'{}' is one too many");
  if (typed.options.help) return std::move(typed.options);
  if (!parsed) return std::move(parsed).error();
  return interpret(typed);
}

std::vector<std::string> test_flags() {
  CLI::App app;
  TypedTest typed;
  describe(app, typed);
  return long_flags(app);
}

}  // namespace lambdalocal::commands
