// What sets the families of runtimes apart to a function, and which of them this emulator runs today: one row each. How a family
// runs is emulator/runtimes/family.h, what its source files look like core/inference/language.h.
#pragma once

#include <optional>
#include <string_view>

#include "core/function/runtime_id.h"
#include "core/result.h"

namespace lambdalocal {

struct FamilySupport {
  RuntimeFamily family;
  std::string_view name;  // "Python", "Node.js", ".NET": for messages
  bool runs_here = false;
  // The function brings its runtime, an executable `bootstrap`: it needs no handler, writes no framed log and has none of the
  // variables of AWS's own runtimes.
  bool is_custom = false;
  // AWS starts it through a shell script, which leaves its traces.
  bool starts_in_shell = false;
  // Whether an id names a minor version (python3.12) or only a major one (nodejs22.x).
  bool minor_counts = true;
  // The oldest interpreter that the bootstrap (or AWS's client) runs on: older ids run on a newer one. 0: there is none.
  int oldest_major = 0, oldest_minor = 0;
};

const FamilySupport& support_of(RuntimeFamily family);

// Whether an interpreter of this version can run the bootstrap of its family.
bool bootstrap_runs_on(RuntimeFamily family, int major, int minor);

// None when functions of this family run here; else, for go1.x, the NotEmulated error that says what to use.
std::optional<Error> not_emulated(RuntimeFamily family);

}  // namespace lambdalocal
