// SHA-256, as AWS Lambda uses it for CodeSha256 and as the bundle cache names its entries: OpenSSL's EVP.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace lambdalocal::system {

using Sha256Digest = std::array<std::uint8_t, 32>;

Sha256Digest sha256(std::string_view bytes);

// Of the whole file behind `fd`, read from its start without moving its offset.
Result<Sha256Digest> sha256_of_file(int fd);

std::string hex(const Sha256Digest& digest);  // lower case
std::optional<Sha256Digest> digest_from_hex(std::string_view text);
std::string base64(const Sha256Digest& digest);

}  // namespace lambdalocal::system
