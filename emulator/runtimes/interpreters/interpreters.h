// The interpreters of this machine (python, node, ruby, java, dotnet): those on PATH in PATH's order, then those of version managers
// and packagers. Always the real binary, never a shim. A binary whose name and place do not tell its version is run
// once and remembered (version_cache.h); otherwise a lookup only looks at files.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/inference/inference.h"
#include "emulator/runtimes/interpreters/interpreter_kind.h"
#include "emulator/runtimes/interpreters/version_cache.h"
#include "emulator/runtimes/interpreters/version_managers.h"
#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

struct Interpreter {
  RuntimeFamily family = RuntimeFamily::Python;
  Version version;
  std::filesystem::path path;  // canonical
  std::string found_by;        // "PATH", "pyenv"...
};

class Interpreters : public InstalledVersions {
 public:
  explicit Interpreters(Machine machine);
  Interpreters(const Interpreters&) = delete;
  Interpreters& operator=(const Interpreters&) = delete;

  const Machine& machine() const { return machine_; }

  // The interpreter that is exactly of this runtime's version (3.12 of any patch, Node.js 22 of any minor).
  std::optional<Interpreter> find(RuntimeFamily family, int major, int minor) const;

  // One interpreter of each version, newest first: the one find() gives for it.
  const std::vector<Interpreter>& all(RuntimeFamily family) const;

  // The same with its patch number, for which the binary may have to be run once.
  Interpreter with_full_version(Interpreter interpreter) const;

  std::vector<InstalledVersion> versions(RuntimeFamily family) const override;

 private:
  std::optional<Interpreter> named_on_path(const InterpreterKind& kind, const Version& wanted) const;
  std::vector<Interpreter> from_path(const InterpreterKind& kind, const std::filesystem::path& on_path) const;
  std::optional<Interpreter> installed(const InterpreterKind& kind, const Version& wanted) const;
  std::vector<Version> versions_of(const InterpreterKind& kind, const std::filesystem::path& binary) const;
  std::vector<Interpreter> unnamed_on_path(const InterpreterKind& kind) const;
  std::vector<Interpreter> search(const InterpreterKind& kind) const;

  const Machine machine_;
  const VersionManagers managers_;
  std::vector<std::filesystem::path> search_path_;
  mutable VersionCache cache_;
  mutable std::map<RuntimeFamily, std::vector<Interpreter>> all_;
};

}  // namespace lambdalocal::runtimes
