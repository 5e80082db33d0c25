#include "cli/commands/runtimes_install.h"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cli/output/messages.h"
#include "core/function/runtime_support.h"
#include "core/inference/inference.h"
#include "emulator/runtimes/family.h"
#include "emulator/runtimes/interpreters/interpreters.h"
#include "emulator/runtimes/resolve.h"
#include "emulator/runtimes/sdk.h"
#include "emulator/runtimes/this_machine.h"

namespace lambdalocal::commands {
namespace {

using runtimes::InstallCommand;
using runtimes::Interpreters;

// "python" stands for the runtime a function gets that names none, "python3.12" for itself.
Result<RuntimeId> runtime_of(const std::string& name, const Interpreters& interpreters) {
  for (const runtimes::Family* family : runtimes::families()) {
    if (!name.empty() && name == family->install_name()) {
      return default_runtime(family->id(), interpreters.versions(family->id()));
    }
  }
  const auto runtime = find_runtime(name);
  if (!runtime) {
    return Error{
        ErrorKind::Usage,
        fmt::format("install takes python, nodejs, ruby, java, dotnet or one of their runtimes, not '{}'", name)};
  }
  if (auto error = not_emulated(runtime->family)) return *std::move(error);
  if (support_of(runtime->family).is_custom) {
    return Error{ErrorKind::Usage, "custom runtimes bring their own SDK; there is nothing to install"};
  }
  return *runtime;
}

struct Installation {
  InstallCommand command;
  std::string_view what;  // "the AWS SDK"
};

Result<Installation> command_for(const std::string& name, runtimes::InstallSource source,
                                 const Interpreters& interpreters) {
  TRY(runtime, runtime_of(name, interpreters));
  TRY(resolved, runtimes::resolve(runtime, interpreters, VersionMatch::Nearest));
  const auto& all = interpreters.all(runtime.family);
  const auto interpreter = std::ranges::find(all, resolved.interpreter, &runtimes::Interpreter::path);
  if (interpreter == all.end()) {
    return Error{ErrorKind::RuntimeMissing, fmt::format("no interpreter for {} on this machine", runtime.id)};
  }
  TRY(command, runtimes::sdk_install_command(interpreters, *interpreter, runtime, std::move(source)));
  return Installation{std::move(command), runtimes::family_of(runtime.family)->brought_along()};
}

// The words after the runtime: packages, and --from DIR.
Result<runtimes::InstallSource> source_of(std::span<const char* const> arguments, const std::filesystem::path& here) {
  runtimes::InstallSource source;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    if (word == "--from" && i + 1 < arguments.size()) {
      source.from = here / arguments[++i];
    } else if (word.starts_with("--from=")) {
      source.from = here / word.substr(7);
    } else if (word == "--from") {
      return Error{ErrorKind::Usage, "--from needs the directory that holds the files"};
    } else {
      source.packages.emplace_back(word);
    }
  }
  return source;
}

std::vector<std::string> environment_for(const InstallCommand& command, const runtimes::Machine& machine) {
  std::vector<std::string> strings;
  for (const auto& [name, value] : machine.environment) {
    if (name != "PATH") strings.push_back(fmt::format("{}={}", name, value));
  }
  const std::string path = machine.variable("PATH");
  strings.push_back(command.search_path_first.empty()
                        ? fmt::format("PATH={}", path)
                        : fmt::format("PATH={}:{}", command.search_path_first.string(), path));
  return strings;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> list;
  for (std::string& text : strings) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

// Runs it on our own terminal - its output on stderr, as all talk - and waits.
Result<void> run(InstallCommand command, const runtimes::Machine& machine) {
  std::error_code error;
  std::filesystem::create_directories(command.directory, error);
  if (error) {
    return Error{ErrorKind::System, fmt::format("create {}: {}", command.directory.string(), error.message())};
  }
  if (command.before) TRY_VOID(command.before());
  if (command.arguments.empty()) return {};
  std::vector<std::string> environment = environment_for(command, machine);
  const std::string program = command.arguments.front();
  posix_spawn_file_actions_t to_stderr;
  ::posix_spawn_file_actions_init(&to_stderr);
  ::posix_spawn_file_actions_adddup2(&to_stderr, 2, 1);
  pid_t pid = 0;
  const int failed = ::posix_spawn(&pid, program.c_str(), &to_stderr, nullptr, pointers(command.arguments).data(),
                                   pointers(environment).data());
  ::posix_spawn_file_actions_destroy(&to_stderr);
  if (failed != 0) return Error{ErrorKind::System, fmt::format("start {}: {}", program, std::strerror(failed))};
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return Error{ErrorKind::System, fmt::format("{} did not succeed; what it says stands above", program)};
}

ExitCode failed(Error error, std::string_view what = "the AWS SDK") {
  const ExitCode code = exit_code_of(error);
  if (error.kind == ErrorKind::Usage) {
    output::print_usage_error(error, "runtimes");
  } else {
    output::print_error(std::move(error).wrap(fmt::format("failed to install {}", what)));
  }
  return code;
}

}  // namespace

ExitCode install_sdk(std::span<const char* const> arguments) {
  if (arguments.empty())
    return failed({ErrorKind::Usage, "install for which runtime: python, nodejs, ruby, java or dotnet?"});
  const runtimes::Machine machine = runtimes::this_machine();
  const Interpreters interpreters(machine);
  auto source = source_of(arguments.subspan(1), machine.working_directory);
  if (!source) return failed(std::move(source).error());
  auto installation = command_for(arguments.front(), *std::move(source), interpreters);
  if (!installation) return failed(std::move(installation).error(), "what the runtime brings along");
  const std::string_view what = installation->what;
  InstallCommand& command = installation->command;
  output::Messages messages(output::Messages::Level::Notes);
  const auto after = std::move(command.after);
  std::filesystem::path directory = command.directory;
  if (!command.arguments.empty()) messages.note(fmt::format("runs {}", fmt::join(command.arguments, " ")));
  if (auto done = run(std::move(command), machine); !done) return failed(std::move(done).error(), what);
  if (after) {
    if (auto done = after(); !done) return failed(std::move(done).error(), what);
  }
  messages.note(fmt::format("{} is in {}", what, directory.string()));
  return ExitCode::Success;
}

}  // namespace lambdalocal::commands
