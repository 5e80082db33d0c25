// Fetches a version of a layer from AWS, by the user's own `aws` and so with the user's own credentials: it says where the archive is
// and what its digest is. Blocks, for as long as the archive takes.
#pragma once

#include <string>

#include "core/result.h"
#include "emulator/layers/layer_store.h"
#include "emulator/runtimes/machine.h"

namespace lambdalocal::layers {

// What `aws` says of a failure goes to stderr. Usage: it is no ARN of a layer's version. BadConfiguration: the archive is not what it
// is pinned to, here or on AWS. System: no `aws`, no answer.
Result<KeptLayer> pull(const std::string& arn, const runtimes::Machine& machine);

}  // namespace lambdalocal::layers
