// A deployment package, unpacked and ready: what lies under /var/task, and the layers under /opt.
// Source: docs.aws.amazon.com/lambda/latest/dg/configuration-function-zip.html, .../chapter-layers.html (layers are
// extracted into /opt in the order they are listed, a later one over the earlier ones).
//
// A directory is used in place and never written to. A zip is unpacked into the cache once; the second use reads nothing
// of it. All functions block (a first unpacking takes as long as `unzip`): call them on a worker, not on the loop.
// Errors: BadConfiguration when the package is at fault, NotEmulated for .jar, System when the machine is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/function/limits.h"
#include "core/result.h"
#include "emulator/bundle/cache.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::bundle {

struct Bundle {
  std::filesystem::path root;  // absolute
  bool unpacked = false;       // from an archive: only what is in it may be seen, as on Lambda
  std::uintmax_t bytes = 0;    // unpacked; 0 for a directory in place, which is not measured (see measure_directory)
  std::filesystem::path
      entry;                 // of the cache, which holds the files and their manifest (sealed_tree.h); empty: in place
  std::string digest;        // SHA-256 of the archive in hex; empty for a directory
  bool was_changed = false;  // the copy from before had been written to: `warning` says so
  std::string warning;       // what works here and would not on Lambda, for the person; mostly empty
  Compare compared = Compare::All;
  system::Fd lock;  // keeps the cache from removing the files; hold it as long as anything uses them
};

// `budget` is how many bytes it may have unpacked: for layers, what the function's own code left of the limit. With
// Compare::Loadable the rest of a copy from before is still to be compared, before its first line runs.
Result<Bundle> open_bundle(const std::filesystem::path& package, const Cache& cache,
                           std::uintmax_t budget = limits::kUnpackedBytes, Compare compare = Compare::All);

// The layers as one tree to be /opt; none when there are no layers. One layer is used as open_bundle gives it; several are
// merged in the cache. A directory among them shows edits: of a file's contents at once, new files at the next call.
Result<std::optional<Bundle>> open_layers(std::span<const std::filesystem::path> layers, const Cache& cache,
                                          std::uintmax_t budget = limits::kUnpackedBytes);

// Bytes of all files beneath a directory, counting no further than the first byte over `budget`, and no more than
// `most_files` files. Takes about 2 ms for a thousand files: run it beside the start of a runtime, never before it.
Result<std::uintmax_t> measure_directory(const std::filesystem::path& directory,
                                         std::uintmax_t budget = limits::kUnpackedBytes,
                                         std::size_t most_files = std::numeric_limits<std::size_t>::max());

// CodeSha256 of GetFunctionConfiguration: the base64 SHA-256 of the archive. Costs nothing when the cache knows the file.
Result<std::string> code_sha256(const std::filesystem::path& archive, const Cache& cache);

}  // namespace lambdalocal::bundle
