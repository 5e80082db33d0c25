// What a prepared function sees of the machine when it is isolated.
#pragma once

#include <memory>

#include "emulator/functions/prepared_function.h"
#include "emulator/runtimes/machine.h"
#include "emulator/sandbox/view.h"

namespace lambdalocal {

std::shared_ptr<const sandbox::View> view_of(const PreparedFunction& prepared, const runtimes::Machine& machine);

}  // namespace lambdalocal
