// Random bytes from the kernel, fetched a page at a time. For identifiers, not for secrets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace lambdalocal::system {

class Randomness {
 public:
  void fill(std::span<std::uint8_t> bytes);

  template <std::size_t N>
  std::array<std::uint8_t, N> bytes() {
    std::array<std::uint8_t, N> result;
    fill(result);
    return result;
  }

 private:
  std::array<std::uint8_t, 4096> page_;
  std::size_t used_ = page_.size();
};

}  // namespace lambdalocal::system
