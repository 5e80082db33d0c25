#include "core/text/percent.h"

namespace lambdalocal {
namespace {

std::string decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size() && hex_value(text[at + 1]) >= 0 && hex_value(text[at + 2]) >= 0) {
      decoded += static_cast<char>(hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]));
      at += 2;
    } else {
      decoded += plus_is_space && text[at] == '+' ? ' ' : text[at];
    }
  }
  return decoded;
}

std::string encode(std::string_view text, std::string_view kept, bool space_is_plus) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  constexpr std::string_view kUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char byte : text) {
    if (space_is_plus && byte == ' ') {
      encoded += '+';
    } else if (kUnreserved.find(byte) != std::string_view::npos || kept.find(byte) != std::string_view::npos) {
      encoded += byte;
    } else {
      encoded += '%';
      encoded += kDigits[static_cast<unsigned char>(byte) >> 4];
      encoded += kDigits[static_cast<unsigned char>(byte) & 15];
    }
  }
  return encoded;
}

}  // namespace

std::string percent_decode(std::string_view text) { return decode(text, false); }
std::string form_decode(std::string_view text) { return decode(text, true); }

std::string percent_encode(std::string_view text, std::string_view kept) { return encode(text, kept, false); }
std::string form_encode(std::string_view text, std::string_view kept) { return encode(text, kept, true); }

}  // namespace lambdalocal
