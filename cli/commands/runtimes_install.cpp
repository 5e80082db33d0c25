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
    if (!name.empty() && name == family->bootstrap_folder()) {
      return default_runtime(family->id(), interpreters.versions(family->id()));
    }
  }
  const auto runtime = find_runtime(name);
  if (!runtime) {
    return Error{ErrorKind::Usage,
                 fmt::format("install takes python, nodejs or one of their runtimes, not '{}'", name)};
  }
  if (auto error = not_emulated(runtime->family)) return *std::move(error);
  if (support_of(runtime->family).is_custom) {
    return Error{ErrorKind::Usage, "custom runtimes bring their own SDK; there is nothing to install"};
  }
  return *runtime;
}

Result<InstallCommand> command_for(const std::string& name, const std::vector<std::string>& packages,
                                   const Interpreters& interpreters) {
  TRY(runtime, runtime_of(name, interpreters));
  TRY(resolved, runtimes::resolve(runtime, interpreters, VersionMatch::Nearest));
  const auto& all = interpreters.all(runtime.family);
  const auto interpreter = std::ranges::find(all, resolved.interpreter, &runtimes::Interpreter::path);
  if (interpreter == all.end()) {
    return Error{ErrorKind::RuntimeMissing, fmt::format("no interpreter for {} on this machine", runtime.id)};
  }
  return runtimes::sdk_install_command(interpreters, *interpreter, runtime,
                                       packages.empty() ? runtimes::default_sdk_packages(runtime) : packages);
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

// Runs it on our own terminal and waits.
Result<void> run(InstallCommand command, const runtimes::Machine& machine) {
  std::error_code error;
  std::filesystem::create_directories(command.directory, error);
  if (error) {
    return Error{ErrorKind::System, fmt::format("create {}: {}", command.directory.string(), error.message())};
  }
  std::vector<std::string> environment = environment_for(command, machine);
  const std::string program = command.arguments.front();
  pid_t pid = 0;
  const int failed = ::posix_spawn(&pid, program.c_str(), nullptr, nullptr, pointers(command.arguments).data(),
                                   pointers(environment).data());
  if (failed != 0) return Error{ErrorKind::System, fmt::format("start {}: {}", program, std::strerror(failed))};
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return Error{ErrorKind::System, fmt::format("{} did not succeed; what it says stands above", program)};
}

ExitCode failed(Error error) {
  const ExitCode code = exit_code_of(error);
  if (error.kind == ErrorKind::Usage) {
    output::print_usage_error(error, "runtimes");
  } else {
    output::print_error(std::move(error).wrap("failed to install the AWS SDK"));
  }
  return code;
}

}  // namespace

ExitCode install_sdk(std::span<const char* const> arguments) {
  if (arguments.empty()) return failed({ErrorKind::Usage, "install for which runtime: python or nodejs?"});
  const runtimes::Machine machine = runtimes::this_machine();
  const Interpreters interpreters(machine);
  const std::vector<std::string> packages(arguments.begin() + 1, arguments.end());
  auto command = command_for(arguments.front(), packages, interpreters);
  if (!command) return failed(std::move(command).error());
  output::Messages messages(output::Messages::Level::Notes);
  const std::filesystem::path directory = command->directory;
  messages.note(fmt::format("runs {}", fmt::join(command->arguments, " ")));
  if (auto done = run(*std::move(command), machine); !done) return failed(std::move(done).error());
  messages.note(fmt::format("the AWS SDK is in {}", directory.string()));
  return ExitCode::Success;
}

}  // namespace lambdalocal::commands
