// SHA-384 and SHA-512, which tokens may be signed over.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace lambdalocal::system {

std::array<std::uint8_t, 48> sha384(std::string_view bytes);
std::array<std::uint8_t, 64> sha512(std::string_view bytes);

}  // namespace lambdalocal::system
