// Every runtime id with what would run it here: the rows of `lambdalocal runtimes`.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/function/runtime_id.h"
#include "emulator/runtimes/interpreters/interpreters.h"

namespace lambdalocal::runtimes {

enum class RuntimeMatch {
  Exact,           // as AWS has it; custom runtimes bring their own
  OtherVersion,    // runs on another version, with a warning
  NotInstalled,    // no interpreter of the family
  NotEmulatedYet,  // the family does not run here
};

struct RuntimeRow {
  RuntimeId runtime;
  RuntimeMatch match = RuntimeMatch::NotEmulatedYet;
  std::filesystem::path interpreter;  // empty: none, or none needed
  std::string version;                // of the interpreter, in full; empty without one
  std::string found_by;               // "PATH", "pyenv"...
  std::string remark;                 // why not, or why this one; one line, empty when there is nothing to say
};

// One row per known id, in the order of known_runtimes(). May run interpreters once to learn their patch numbers.
std::vector<RuntimeRow> runtime_table(const Interpreters& interpreters);

}  // namespace lambdalocal::runtimes
