// Lambda refuses a deployment package that has more than 250 MB with its layers. An archive is held to that while it is
// unpacked; a directory is used as it is, so it is measured beside the run, on processor time that nobody else wants, and only
// warned about. Nobody waits for a directory of very many files: when the run is over before they are counted, there is no
// warning.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "emulator/bundle/bundle.h"

namespace lambdalocal {

class PackageSize {
 public:
  // Starts to measure, on a thread of its own, what of these is a directory in place.
  PackageSize(const bundle::Bundle& code, const bundle::Bundle* layers);

  // As far as it is known by now; takes about a millisecond at most.
  bool is_too_large() const;

 private:
  struct Measured;

  std::uintmax_t known_ = 0;  // bytes of what was unpacked
  std::vector<std::filesystem::path> directories_;
  std::shared_ptr<Measured> measured_;
};

}  // namespace lambdalocal
