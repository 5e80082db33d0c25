// Lambda refuses a deployment package that has more than 250 MB with its layers. An archive is held to that while it is
// unpacked; a directory is used as it is, so it is measured beside the run, and only warned about.
#pragma once

#include <future>

#include "cli/compose.h"
#include "cli/output/messages.h"

namespace lambdalocal {

class PackageSize {
 public:
  // Starts to measure, on a thread of its own, when there is a directory.
  explicit PackageSize(const ComposedFunction& function);

  // Waits for the end of it.
  void warn_when_too_large(const output::Messages& messages);

 private:
  std::future<bool> too_large_;
};

}  // namespace lambdalocal
