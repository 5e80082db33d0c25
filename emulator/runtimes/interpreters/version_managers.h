// Where version managers and packagers put the interpreters they install, read from their directories: pyenv, asdf,
// mise, uv, nvm, fnm, Volta, n, nodenv, rbenv, RVM, SDKMAN!, /usr/lib/jvm, Homebrew, /opt/python, the tool cache of CI runners.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/runtimes/interpreters/interpreter_kind.h"
#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

struct Installation {
  std::string manager;  // "pyenv"
  Version version;
  std::filesystem::path binary;  // .../bin/python3.12, .../bin/node; not checked to exist
};

// What version managers have installed, read from their directories once, when first asked for.
class VersionManagers {
 public:
  // `machine` must outlive this.
  explicit VersionManagers(const Machine& machine) : machine_(machine) {}

  // Manager by manager in a fixed order, newest first within one.
  const std::vector<Installation>& installed(const InterpreterKind& kind) const;

  const Machine& machine() const { return machine_; }

 private:
  const Machine& machine_;
  mutable std::map<RuntimeFamily, std::vector<Installation>> installed_;
};

// The root of a manager's data ("pyenv": $PYENV_ROOT or ~/.pyenv); empty when it is unknown.
std::filesystem::path manager_root(const Machine& machine, std::string_view manager);

}  // namespace lambdalocal::runtimes
