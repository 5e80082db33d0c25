#include "cli/commands/init.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command_arguments.h"
#include "cli/commands/help.h"
#include "cli/output/messages.h"
#include "core/function/limits.h"
#include "core/function/runtime_id.h"
#include "core/samples/sample.h"
#include "core/text/ascii.h"
#include "core/text/suggestion.h"
#include "emulator/runtimes/interpreters/interpreters.h"
#include "emulator/runtimes/runtime_table.h"
#include "emulator/runtimes/this_machine.h"
#include "emulator/system/files/text_file.h"

namespace lambdalocal::commands {
namespace {

namespace fs = std::filesystem;
using samples::Language;

struct Options {
  bool help = false;
  std::string language, directory = "hello", runtime;
};

Result<Options> parse(std::span<const char* const> arguments) {
  CLI::App app;
  Options options;
  app.set_help_flag();
  app.add_flag("-h,--help", options.help);
  app.add_option("language", options.language);
  app.add_option("directory", options.directory);
  app.add_option("--runtime", options.runtime);
  auto parsed = parse_arguments(app, arguments, "'{}' is one argument too many");
  if (options.help) return options;
  if (!parsed) return std::move(parsed).error();
  return options;
}

Result<const Language*> language_of(const Options& options) {
  std::vector<std::string_view> names;
  for (const Language& language : samples::languages()) names.push_back(language.name);
  if (options.language.empty()) {
    return usage(fmt::format("in which language? {}", fmt::join(names, ", ")));
  }
  if (const Language* const language = samples::find_language(options.language)) return language;
  const auto closest = closest_word(options.language, names);
  return usage(fmt::format(
      "there is no sample in '{}'{}", options.language,
      closest ? fmt::format("; did you mean {}?", *closest) : fmt::format("; there are {}", fmt::join(names, ", "))));
}

// The newest one of the language that this machine runs as AWS has it, where it runs one.
std::string installed_runtime(const Language& language) {
  const runtimes::Interpreters interpreters(runtimes::this_machine());
  std::string best(language.runtime);
  for (const runtimes::RuntimeRow& row : runtimes::runtime_table(interpreters)) {
    const bool fits = row.match == runtimes::RuntimeMatch::Exact && !row.runtime.deprecated &&
                      generally_available(row.runtime) && row.runtime.id.starts_with(language.families);
    if (fits) best = row.runtime.id;
  }
  return best;
}

Result<std::string> runtime_of(const Options& options, const Language& language) {
  std::string wanted = options.runtime;
  if (wanted.empty() && options.language != language.name && find_runtime(options.language)) wanted = options.language;
  if (wanted.empty()) return installed_runtime(language);
  const auto runtime = find_runtime(wanted);
  if (!runtime) {
    return usage(fmt::format("AWS Lambda has no runtime '{}'; did you mean {}?", wanted, closest_runtime(wanted)));
  }
  if (!wanted.starts_with(language.families)) {
    return usage(fmt::format("{} is no runtime of {}", wanted, language.name));
  }
  return wanted;
}

// The function is called as the directory is.
Result<std::string> name_of(const fs::path& directory) {
  std::string name = directory.filename().string();
  const bool is_taken = !name.empty() && name.size() <= limits::kFunctionNameLength &&
                        std::ranges::all_of(name, [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; });
  if (is_taken) return name;
  return usage(fmt::format("'{}' is no name for a function of Lambda: letters, digits, - and _, at most {}", name,
                           limits::kFunctionNameLength));
}

Result<void> write(const fs::path& directory, const std::vector<samples::File>& files) {
  std::error_code error;
  for (const samples::File& file : files) {
    if (!fs::exists(fs::symlink_status(directory / file.path, error))) continue;
    return Error{ErrorKind::BadConfiguration,
                 fmt::format("{} is there already, and is not overwritten\nname another directory: lambdalocal init "
                             "LANGUAGE DIRECTORY",
                             (directory / file.path).string())};
  }
  for (const samples::File& file : files) {
    const fs::path path = directory / file.path;
    fs::create_directories(path.parent_path(), error);
    if (error) {
      return Error{ErrorKind::System,
                   fmt::format("make the directory {}: {}", path.parent_path().string(), error.message())};
    }
    TRY_VOID(system::write_text_file(path, file.text));
  }
  return {};
}

std::string what_next(const fs::path& directory, const Language& language, const std::vector<samples::File>& files) {
  std::string text;
  for (const samples::File& file : files) text += (directory / file.path).string() + "\n";
  text += "\nNext:\n";
  if (directory != ".") text += fmt::format("  cd {}\n", directory.string());
  if (!language.before.empty()) {
    std::string_view rest = language.before;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      text += fmt::format("  {}\n", rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    return text;
  }
  return text +
         "  lambdalocal invoke --event events/hello.json\n"
         "  lambdalocal test\n"
         "  lambdalocal serve\n";
}

Result<std::string> make(const Options& options) {
  TRY(language, language_of(options));
  TRY(runtime, runtime_of(options, *language));
  const fs::path directory = fs::path(options.directory).lexically_normal();
  std::error_code error;
  fs::path absolute = fs::absolute(directory, error).lexically_normal();
  if (!absolute.has_filename()) absolute = absolute.parent_path();
  TRY(name, name_of(absolute));
  const auto files = samples::sample(*language, runtime, name);
  TRY_VOID(write(directory, files));
  return what_next(directory, *language, files);
}

}  // namespace

ExitCode init(std::span<const char* const> arguments) {
  auto options = parse(arguments);
  if (options && options->help) return output::print_text(help_text(HelpTopic::Init));
  auto made = options ? make(*options) : std::move(options).error();
  if (made) return output::print_text(*made);
  const ExitCode code = exit_code_of(made.error());
  if (code == ExitCode::Usage) {
    output::print_usage_error(made.error(), "init");
  } else {
    output::print_error(std::move(made).error().wrap("failed to write the project"));
  }
  return code;
}

}  // namespace lambdalocal::commands
