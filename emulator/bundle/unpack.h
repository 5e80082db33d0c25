// Unpacks a deployment package into an empty directory, on several threads. The archive is hostile: every name is checked
// before the first file is made, contents are counted while they are written, and nothing is made outside the directory.
// Source: docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (250 MB unzipped, layers included).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/function/limits.h"
#include "core/result.h"

namespace lambdalocal::bundle {

struct UnpackOptions {
  std::uintmax_t budget = limits::kUnpackedBytes;  // more bytes than this are refused, at the latest while unpacking
  unsigned threads = 0;                            // 0: as many as the machine and the archive are good for
};

struct Unpacked {
  std::uintmax_t bytes = 0;  // contents of all files
  std::size_t files = 0;     // files and symbolic links
  // Files whose mode keeps others from reading them, and the first one: Lambda runs functions as another user than the
  // owner of these files, so they cannot be opened there.
  std::size_t unreadable = 0;
  std::string first_unreadable;
  // The same of directories that others may not read and enter.
  std::size_t closed_directories = 0;
  std::string first_closed_directory;  // "" is the package's root
};

// `archive` is read with pread. `root` is an open, empty directory no one else writes to; after an error what is in it is
// of no use. Blocks; the threads it starts have ended when it returns. Errors: BadConfiguration names the entry at fault.
Result<Unpacked> unpack(int archive, int root, const UnpackOptions& options = {});

// AWS's refusal of a package that is too large unpacked, with what is left of the limit when layers share it.
Error over_budget(std::uintmax_t budget);

}  // namespace lambdalocal::bundle
