// The embedded bootstraps on disk, where an interpreter can read them: <cache>/runtime/<hash>/<family>/. The hash is that of
// all contents, so another version of lambdalocal has a directory of its own, and what stands there never changes.
#pragma once

#include <filesystem>
#include <span>

#include "core/function/runtime_id.h"
#include "core/result.h"
#include "emulator/runtimes/embedded_bootstraps.h"

namespace lambdalocal::runtimes {

// The directory with the bootstrap of a family (Layout::runtime_directory). Written when it is not there, complete or not at
// all, also when several runs do it at once; afterwards this is one look at the directory. For families without a bootstrap
// of ours it is the common parent.
Result<std::filesystem::path> runtime_directory(RuntimeFamily family, const std::filesystem::path& cache_directory,
                                                std::span<const EmbeddedFile> files = embedded_bootstraps());

}  // namespace lambdalocal::runtimes
