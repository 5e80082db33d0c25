// Identifiers as AWS's services make them, drawn from a seed: the same seed gives the same ones in the same order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lambdalocal::events {

class Identifiers {
 public:
  explicit Identifiers(std::uint64_t seed) : state_(seed) {}

  std::string uuid();
  std::string bytes(std::size_t count);
  // `count` characters, each of the alphabet; the first of a decimal number is not 0.
  std::string of(std::string_view alphabet, std::size_t count);
  std::string digits(std::size_t count);

 private:
  std::uint64_t next();

  std::uint64_t state_;
};

// The decimal number `digits`, of any length, and `more`: sequence numbers grow.
std::string plus(std::string digits, std::uint64_t more);

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kUpperHexDigits = "0123456789ABCDEF";
constexpr std::string_view kLowerAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view kUpperAlphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kAlphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

}  // namespace lambdalocal::events
