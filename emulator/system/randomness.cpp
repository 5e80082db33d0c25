#include "emulator/system/randomness.h"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace lambdalocal::system {

void Randomness::fill(std::span<std::uint8_t> bytes) {
  for (std::uint8_t& byte : bytes) {
    if (used_ == page_.size()) {
      for (used_ = 0; used_ < page_.size();) {
        const ssize_t got = ::getrandom(page_.data() + used_, page_.size() - used_, 0);
        if (got < 0 && errno != EINTR) std::abort();  // not possible on a kernel that has the call
        if (got > 0) used_ += static_cast<std::size_t>(got);
      }
      used_ = 0;
    }
    byte = page_[used_++];
  }
}

}  // namespace lambdalocal::system
