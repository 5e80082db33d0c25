// Sources that must be built before Lambda can run them: named where no handler was found, with the usual command.
#pragma once

#include <optional>
#include <string>

#include "core/inference/inference.h"

namespace lambdalocal {

// "src/app.ts is TypeScript, ...: compile it and invoke what comes of it: npx esbuild ...". None when there are no such sources in the root
// or in src/.
std::optional<std::string> unbuilt_sources(const BundleListing& bundle);

}  // namespace lambdalocal
