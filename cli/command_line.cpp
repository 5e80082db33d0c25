#include "cli/command_line.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <string_view>
#include <vector>

#include "cli/commands/cache.h"
#include "cli/commands/completion.h"
#include "cli/commands/doctor.h"
#include "cli/commands/event.h"
#include "cli/commands/help.h"
#include "cli/commands/help_config.h"
#include "cli/commands/init.h"
#include "cli/commands/invoke.h"
#include "cli/commands/layers.h"
#include "cli/commands/man_page.h"
#include "cli/commands/runtimes.h"
#include "cli/commands/serve.h"
#include "cli/commands/test.h"
#include "cli/commands/validate.h"
#include "cli/output/messages.h"
#include "core/text/suggestion.h"
#include "core/version.h"
#include "emulator/system/processes/warden.h"

namespace lambdalocal {
namespace {

using commands::HelpTopic;
using Arguments = std::span<const char* const>;

// A command has one of the two: with the warden when it starts processes.
struct Command {
  std::string_view name;
  ExitCode (*run)(Arguments);
  ExitCode (*run_with_processes)(Arguments, system::Warden&);
};

ExitCode print_version(Arguments) {
  return output::print_text("lambdalocal " + std::string(lambdalocal::version()) + "\n");
}

ExitCode help(Arguments arguments) {
  if (arguments.empty()) return output::print_text(help_text(HelpTopic::General));
  const std::string_view wanted = arguments.front();
  std::vector<std::string_view> names = {"config", "man"};
  for (const commands::HelpPage& page : commands::help_pages()) {
    if (page.name == wanted) return output::print_text(help_text(page.topic));
    names.push_back(page.name);
  }
  if (wanted == "config") {
    const auto text = commands::help_config(arguments.subspan(1));
    if (text) return output::print_text(*text);
    output::print_usage_error(text.error(), "config");
    return ExitCode::Usage;
  }
  if (wanted == "man") return output::print_text(commands::man_page(lambdalocal::version()));
  const auto closest = closest_word(wanted, names);
  output::print_usage_error({ErrorKind::Usage, fmt::format("there is no help on '{}'{}", wanted,
                                                           closest ? fmt::format("; did you mean {}?", *closest) : "")},
                            "");
  return ExitCode::Usage;
}

constexpr std::array kCommands = {
    Command{"init", commands::init, nullptr},
    Command{"invoke", nullptr, commands::invoke},
    Command{"serve", nullptr, commands::serve},
    Command{"test", nullptr, commands::test},
    Command{"validate", commands::validate, nullptr},
    Command{"runtimes", nullptr, commands::runtimes},
    Command{"event", commands::event, nullptr},
    Command{"layers", commands::layers, nullptr},
    Command{"doctor", commands::doctor, nullptr},
    Command{"cache", commands::cache, nullptr},
    Command{"completion", commands::completion, nullptr},
    Command{"help", help, nullptr},
    Command{"version", print_version, nullptr},
};

// Whatever was started has been killed when a command has ended; how long its end is waited for. Leaving earlier would leave
// zombies behind where process 1 does not reap, as in many containers.
constexpr std::chrono::milliseconds kEndOfProcesses{500};

ExitCode unknown_command(const std::string_view name) {
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) names.push_back(command.name);
  std::string message = fmt::format("unknown {} '{}'", name.starts_with("-") ? "option" : "command", name);
  std::error_code error;
  if (const auto closest = closest_word(name, names)) {
    message += fmt::format("; did you mean {}?", *closest);
  } else if (std::filesystem::exists(name, error)) {
    message += fmt::format("; did you mean 'lambdalocal invoke {}'?", name);
  }
  output::print_usage_error({ErrorKind::Usage, message}, "");
  return ExitCode::Usage;
}

}  // namespace

ExitCode run_command_line(Arguments arguments) {
  if (arguments.empty()) {
    output::print_usage_error(
        {ErrorKind::Usage, "no command given; 'lambdalocal invoke ./my-function' runs a function"}, "");
    return ExitCode::Usage;
  }
  const std::string_view name = arguments.front();
  if (name == "--version" || name == "-V") return print_version({});
  if (name == "--help" || name == "-h") return help({});
  const auto command = std::ranges::find(kCommands, name, &Command::name);
  if (command == kCommands.end()) return unknown_command(name);
  if (command->run != nullptr) return command->run(arguments.subspan(1));
  auto warden = system::Warden::create();
  if (!warden) {
    output::print_error(std::move(warden).error().wrap("failed to start"));
    return ExitCode::Internal;
  }
  const ExitCode code = command->run_with_processes(arguments.subspan(1), *warden);
  warden->close(kEndOfProcesses);
  return code;
}

}  // namespace lambdalocal
