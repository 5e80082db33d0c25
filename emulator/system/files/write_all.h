// Writes that a person or a pipe reads: all of the bytes, or a reason why not.
#pragma once

#include <span>
#include <string_view>

#include "core/result.h"

namespace lambdalocal::system {

enum class Written {
  All,
  ReaderGone,  // the reader of the pipe went away (`| head`): no error, but there is no point in going on
};

// Writes the parts one after the other to `descriptor`, resumed after short writes and signals; waits where the
// descriptor is non-blocking. The process must ignore SIGPIPE.
Result<Written> write_all(int descriptor, std::span<const std::string_view> parts);

}  // namespace lambdalocal::system
