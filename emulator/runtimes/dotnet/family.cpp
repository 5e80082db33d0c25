// .NET among the families: the dotnet on this machine, and AWS's RuntimeSupport for handlers of class libraries.
#include "emulator/runtimes/family.h"

#include <fmt/format.h>

#include <array>

#include "emulator/runtimes/dotnet/dotnet.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;
using namespace std::string_view_literals;

constexpr const char* kSupportAssembly = "Amazon.Lambda.RuntimeSupport.dll";

constexpr std::array kDotNetNames = {"dotnet"sv};
constexpr InterpreterKind kDotNetInterpreters = {
    .family = RuntimeFamily::DotNet,
    .names = kDotNetNames,
    .binary = "dotnet",
    .formula = "dotnet",
    .tool_cache = "dncs",
    .tool_names = {"dotnet", "dotnet"},
    .asdf_variable = "ASDF_DOTNET_VERSION",
    .mise_variable = "MISE_DOTNET_VERSION",
    .places = {},
    .looked_for = "looked for dotnet in DOTNET_ROOT and on PATH, with the runtime Microsoft.NETCore.App {0} beside it",
    .how_to_install = "the packages of your system (dotnet-runtime-{0}.0) or the installer of dotnet.microsoft.com",
    .home_variable = "DOTNET_ROOT",
    .versions_beside = dotnet_versions_beside,
};

Result<void> copy_support(const Path& from, const Path& directory) {
  if (!path_exists(from / kSupportAssembly)) {
    return Error{ErrorKind::BadConfiguration,
                 fmt::format("there is no {} in {}\nname a directory that holds it and what it depends on, as `dotnet "
                             "publish` writes it for a project that uses the package Amazon.Lambda.RuntimeSupport",
                             kSupportAssembly, from.string())};
  }
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(from, failed), end; !failed && entry != end; entry.increment(failed)) {
    const std::string name = entry->path().filename();
    const bool wanted = name.starts_with("Amazon.Lambda.") || name.starts_with("SnapshotRestore.");
    if (!wanted) continue;
    std::filesystem::copy_file(entry->path(), directory / name, std::filesystem::copy_options::overwrite_existing,
                               failed);
    if (failed) return Error{ErrorKind::System, fmt::format("copy {}: {}", entry->path().string(), failed.message())};
  }
  return {};
}

class DotNet final : public Family {
 public:
  RuntimeFamily id() const override { return RuntimeFamily::DotNet; }
  const InterpreterKind* interpreters() const override { return &kDotNetInterpreters; }
  std::string_view install_name() const override { return "dotnet"; }
  std::string_view brought_along() const override { return "AWS's RuntimeSupport for .NET"; }

  Result<Command> command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                          const Machine& machine) const override {
    return dotnet_command(function, resolved, layout, machine);
  }

  std::optional<Sdk> sdk(const RuntimeId&, const Version&) const override {
    return Sdk{"dotnet", kSupportAssembly, {kSupportAssembly}};
  }

  Result<InstallCommand> install_sdk(const Interpreters&, const Interpreter&, const Path& directory,
                                     const InstallSource& source) const override {
    if (!source.from) {
      return Error{ErrorKind::Usage,
                   "install AWS's RuntimeSupport for .NET: name the directory that holds it, with --from DIR"};
    }
    InstallCommand command{directory, {}, {}};
    command.after = [from = *source.from, directory] { return copy_support(from, directory); };
    return command;
  }
};

}  // namespace

const Family& dotnet_family() {
  static const DotNet kFamily;
  return kFamily;
}

}  // namespace lambdalocal::runtimes
