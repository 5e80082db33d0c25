// A family of runtimes, as all of them look to the rest: which interpreter it needs, how it is started, what it brings along and
// what it finds beside its package. Each is a folder (python/, java/, provided/...) and a row of families() in family.cpp; what AWS
// says of a family is a row of core/function/runtime_support.h, what its sources look like one of core/inference/language.h.
// A family that is not in the table does not run here.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/function/function.h"
#include "core/result.h"
#include "emulator/runtimes/command.h"
#include "emulator/runtimes/interpreters/interpreter_kind.h"
#include "emulator/runtimes/machine.h"
#include "emulator/runtimes/resolve.h"
#include "emulator/runtimes/sdk.h"

namespace lambdalocal::runtimes {

// What a function may load from outside of its package when it may (OutsidePackages::Visible).
struct PackagesBeside {
  std::vector<std::filesystem::path> directories;    // Layout::outside_directories
  std::optional<std::filesystem::path> interpreter;  // Layout::outside_interpreter
  std::vector<std::filesystem::path> watched;        // where a change is a change of the function
  std::vector<std::string> notes;                    // for --verbose
};

class Family {
 public:
  virtual ~Family() = default;

  virtual RuntimeFamily id() const = 0;
  // Null where the function brings its own.
  virtual const InterpreterKind* interpreters() const { return nullptr; }

  // Its folder in the embedded bootstraps; empty without one.
  virtual std::string_view bootstrap_folder() const { return ""; }
  // The arguments that make the interpreter compile the bootstrap in a directory ahead of its first start; none: nothing is compiled.
  virtual std::vector<std::string> compile_arguments(const std::filesystem::path& /*directory*/) const { return {}; }

  // The command that starts the runtime, without AWS_LAMBDA_EXEC_WRAPPER.
  virtual Result<Command> command(const Function& function, const ResolvedRuntime& resolved, const Layout& layout,
                                  const Machine& machine) const = 0;

  // The AWS SDK that AWS's runtime brings along; none without one.
  virtual std::optional<Sdk> sdk(const RuntimeId& /*runtime*/, const Version& /*version*/) const {
    return std::nullopt;
  }
  // What installs it, or the packages named, into `directory`.
  virtual Result<InstallCommand> install_sdk(const Interpreters& interpreters, const Interpreter& interpreter,
                                             const std::filesystem::path& directory, const InstallSource& source) const;
  // The name that `lambdalocal runtimes install` takes for it, and what that installs; empty: nothing.
  virtual std::string_view install_name() const { return bootstrap_folder(); }
  virtual std::string_view brought_along() const { return "the AWS SDK"; }
  // What must be installed beside an interpreter before a function runs, as a line for people; none when nothing is missing.
  virtual std::optional<std::string> not_ready(const Machine& /*machine*/) const { return std::nullopt; }

  virtual PackagesBeside packages_beside(const std::filesystem::path& /*task_root*/, const Version& /*version*/,
                                         const Machine& /*machine*/) const {
    return {};
  }
  // The version that whoever works on the function has chosen beside its package; none when they have not.
  virtual std::optional<Version> version_beside(const std::filesystem::path& /*task_root*/,
                                                const Machine& /*machine*/) const {
    return std::nullopt;
  }
};

std::span<const Family* const> families();
// Null: it does not run here.
const Family* family_of(RuntimeFamily family);

}  // namespace lambdalocal::runtimes
