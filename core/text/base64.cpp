// By tables, since bodies of megabytes pass through here. Encoding looks twelve bits up at a time: two characters per
// look. Decoding has a table per place in a group of four, whose entries are the digit already shifted to its place: a
// group is four looks or-ed together, and a byte that is no digit leaves a bit above the 24 that a group may have.
#include "core/text/base64.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace lambdalocal {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t kNoDigit = 1U << 24;

constexpr auto kPairs = [] {
  std::array<std::array<char, 2>, 4096> pairs{};
  for (std::size_t bits = 0; bits < pairs.size(); ++bits) pairs[bits] = {kAlphabet[bits >> 6], kAlphabet[bits & 63]};
  return pairs;
}();

constexpr auto kValues = [] {
  std::array<std::array<std::uint32_t, 256>, 4> tables{};
  for (std::size_t place = 0; place < tables.size(); ++place) {
    tables[place].fill(kNoDigit);
    for (std::uint32_t value = 0; value < kAlphabet.size(); ++value) {
      tables[place][static_cast<unsigned char>(kAlphabet[value])] = value << (18 - 6 * place);
    }
  }
  return tables;
}();

// The bits of up to four digits; kNoDigit among them if one is none.
std::uint32_t group_of(const char* digits, std::size_t count) {
  std::uint32_t group = 0;
  for (std::size_t place = 0; place < count; ++place)
    group |= kValues[place][static_cast<unsigned char>(digits[place])];
  return group;
}

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
  const std::size_t before = out.size(), whole = bytes.size() / 3 * 3;
  out.resize(before + (bytes.size() + 2) / 3 * 4);
  char* to = out.data() + before;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[at])); };
  const auto put = [&](unsigned group) {
    const auto &first = kPairs[group >> 12], &second = kPairs[group & 4095];
    to[0] = first[0], to[1] = first[1], to[2] = second[0], to[3] = second[1];
    to += 4;
  };
  for (std::size_t at = 0; at < whole; at += 3) put(byte(at) << 16 | byte(at + 1) << 8 | byte(at + 2));
  const std::size_t rest = bytes.size() - whole;
  if (rest == 0) return;
  put(byte(whole) << 16 | (rest == 2 ? byte(whole + 1) << 8 : 0));
  for (char* padding = to - (3 - rest); padding != to; ++padding) *padding = '=';
}

std::string base64_encode(std::string_view bytes) {
  std::string text;
  append_base64(text, bytes);
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  while (text.ends_with('=') && text.size() % 4 != 2) text.remove_suffix(1);
  const std::size_t rest = text.size() % 4, whole = text.size() - rest;
  std::string bytes(whole / 4 * 3 + (rest == 0 ? 0 : rest - 1), '\0');
  char* to = bytes.data();
  std::uint32_t seen = 0;
  for (std::size_t at = 0; at < whole; at += 4, to += 3) {
    const std::uint32_t group = group_of(text.data() + at, 4);
    seen |= group;
    to[0] = static_cast<char>(group >> 16);
    to[1] = static_cast<char>(group >> 8);
    to[2] = static_cast<char>(group);
  }
  const std::uint32_t last = group_of(text.data() + whole, rest);
  if (((seen | last) & kNoDigit) != 0) return std::nullopt;
  for (std::size_t at = 0; at + 1 < rest; ++at) to[at] = static_cast<char>(last >> (16 - 8 * at));
  return bytes;
}

}  // namespace lambdalocal
