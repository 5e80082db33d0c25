// From what a project says of a function to one that can be started: the bundle opened, layers laid out, runtime and handler told
// by the bundle where nobody named them, the interpreter found. Blocks (a first unpacking takes as long as `unzip`).
#pragma once

#include "core/project/project.h"
#include "core/result.h"
#include "emulator/bundle/manifest.h"
#include "emulator/functions/prepared_function.h"
#include "emulator/observer.h"
#include "emulator/runtimes/machine.h"

namespace lambdalocal {

// `notices` has what differs from Lambda (another version of the interpreter, settings without effect here) and, for those who
// ask, what is used; also when it fails.
// With Compare::Loadable, a copy of the package from before is compared in two steps (renewal.h).
Result<PreparedFunction> prepare(const ProjectFunction& function, const runtimes::Machine& machine, Notices& notices,
                                 bundle::Compare compare = bundle::Compare::Loadable);

}  // namespace lambdalocal
