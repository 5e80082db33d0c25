#include "core/events/identifiers.h"

#include <array>

#include "core/invocation/identifiers.h"

namespace lambdalocal::events {

// SplitMix64: every seed is as good as any other, 0 too.
std::uint64_t Identifiers::next() {
  state_ += 0x9e3779b97f4a7c15U;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
  return mixed ^ (mixed >> 31);
}

std::string Identifiers::uuid() {
  std::array<std::uint8_t, 16> random;
  for (std::uint8_t& byte : random) byte = static_cast<std::uint8_t>(next());
  return uuid_v4(random);
}

std::string Identifiers::bytes(std::size_t count) {
  std::string drawn(count, '\0');
  for (char& byte : drawn) byte = static_cast<char>(next());
  return drawn;
}

std::string Identifiers::of(std::string_view alphabet, std::size_t count) {
  std::string drawn(count, '\0');
  for (char& character : drawn) character = alphabet[next() % alphabet.size()];
  return drawn;
}

std::string Identifiers::digits(std::size_t count) {
  std::string drawn = of("0123456789", count);
  if (!drawn.empty() && drawn.front() == '0') drawn.front() = '1';
  return drawn;
}

std::string plus(std::string digits, std::uint64_t more) {
  for (std::size_t at = digits.size(); at-- > 0 && more > 0; more /= 10) {
    more += static_cast<std::uint64_t>(digits[at] - '0');
    digits[at] = static_cast<char>('0' + more % 10);
  }
  return digits;
}

}  // namespace lambdalocal::events
