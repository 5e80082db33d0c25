// What the functions of a project need of the machine.
#pragma once

#include <string>
#include <vector>

#include "core/function/runtime_id.h"
#include "core/project/project.h"
#include "emulator/runtimes/interpreters/interpreters.h"

namespace lambdalocal::doctor {

struct NeededRuntime {
  RuntimeId runtime;
  std::vector<const ProjectFunction*> functions;
};

struct Needs {
  std::vector<NeededRuntime> runtimes;  // by id
  std::vector<std::string> untold;      // names of functions whose runtime nobody tells, or that has no such name
  int memory_mb = 0;                    // of the largest function
  bool is_strict = false;               // about isolation
  bool has_project = false;
};

// What a function's settings do not say is looked for in its directory. `project` must outlive it.
Needs needs_of(const Project& project, const runtimes::Interpreters& interpreters);

}  // namespace lambdalocal::doctor
