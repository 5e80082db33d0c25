// What AWS would refuse of a deployment package that runs here: too large, native code of another architecture, a handler that is
// not in it. Blocks: it looks at every file.
// Sources: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, foundation-arch.html
#pragma once

#include <vector>

#include "core/project/project.h"
#include "emulator/functions/prepared_function.h"

namespace lambdalocal {

// `prepared` was made of `function`.
std::vector<Refusal> check_package(const ProjectFunction& function, const PreparedFunction& prepared);

}  // namespace lambdalocal
