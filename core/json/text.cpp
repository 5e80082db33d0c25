#include "core/json/text.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "core/json/plain.h"
#include "core/text/percent.h"
#include "core/text/utf8.h"

namespace lambdalocal {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

// What follows the backslash; 0: the byte has no escape of two characters.
constexpr std::array<char, 256> kShortEscapes = [] {
  std::array<char, 256> escapes{};
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  escapes['\b'] = 'b';
  escapes['\f'] = 'f';
  escapes['\n'] = 'n';
  escapes['\r'] = 'r';
  escapes['\t'] = 't';
  return escapes;
}();

char short_escape(char byte) { return kShortEscapes[static_cast<unsigned char>(byte)]; }

// Pieces are put together at `put`, on their way into a string, and the place behind them is handed back: an append of a few
// bytes costs more than they do. (A place kept in an object would be written to memory with each of them.)
char* put_few(char* put, std::string_view few) {
  std::memcpy(put, few.data(), few.size());
  return put + few.size();
}

// Of the sixteen bytes that can be read at `bytes` those in front of `end`. All are copied: a number that is known is one move.
char* put_until(char* put, const char* bytes, const char* end) {
  std::memcpy(put, bytes, kBytesLookedAt);
  return put + (end - bytes);
}

char* put_escape(char* put, char byte) {
  constexpr std::string_view kHex = "0123456789abcdef";
  *put++ = '\\';
  if (const char escape = short_escape(byte)) {
    *put++ = escape;
    return put;
  }
  put = put_few(put, "u00");
  *put++ = kHex[static_cast<unsigned char>(byte) >> 4];
  *put++ = kHex[static_cast<unsigned char>(byte) & 15];
  return put;
}

struct Put {
  char* put;
  const char* at;  // what of the text comes next
};

// Sixteen bytes at once, of which `found` are not plain: from one to the next, as long as they have short escapes. Behind them
// must be as many again, which are copied along.
Put put_sixteen(Put to, std::uint32_t found) {
  const char* const begin = to.at;
  for (; found != 0; found &= found - 1) {
    const char* const special = begin + std::countr_zero(found);
    to = {put_until(to.put, to.at, special), special};
    const char escape = short_escape(*special);
    if (escape == 0) return to;
    *to.put++ = '\\';
    *to.put++ = escape;
    ++to.at;
  }
  const char* const end = begin + kBytesLookedAt;
  return {put_until(to.put, to.at, end), end};
}

enum class IfBroken { Replace, Stop };

// False: `text` is not UTF-8, and something of it is appended.
bool append_quoted(std::string& out, std::string_view text, IfBroken if_broken) {
  constexpr std::size_t kFull = 4096;
  out.reserve(out.size() + text.size() + text.size() / 4 + 2);  // JSON in a string: a backslash for every quote of it
  out += '"';
  std::array<char, kFull + 8 * kBytesLookedAt> block;
  Put to{block.data(), text.data()};
  const char* const end = text.data() + text.size();
  while (to.at != end) {
    if (to.put >= block.data() + kFull) {
      out.append(block.data(), to.put);
      to.put = block.data();
    }
    if (end - to.at >= 2 * kBytesLookedAt) {
      const char* const next = to.at + kBytesLookedAt;
      to = put_sixteen(to, not_plain_of_sixteen(to.at));
      if (to.at == next) continue;
    }
    if (const auto byte = static_cast<unsigned char>(*to.at); byte < 0x20 || short_escape(*to.at) != 0) {
      to = {put_escape(to.put, *to.at), to.at + 1};
      continue;
    }
    const Utf8Character character = utf8_character({to.at, static_cast<std::size_t>(end - to.at)});
    if (!character.valid && if_broken == IfBroken::Stop) return false;
    to.put = put_few(to.put, character.valid ? std::string_view(to.at, character.length) : kReplacement);
    to.at += character.length;
  }
  out.append(block.data(), to.put);
  out += '"';
  return true;
}

// The four digits after \u.
char32_t code_unit(const char* digits) {
  char32_t unit = 0;
  for (int digit = 0; digit < 4; ++digit) unit = unit << 4 | static_cast<char32_t>(hex_value(digits[digit]));
  return unit;
}

// The character of the escape at `at`, which is moved behind it; false for half of a pair.
bool append_unescaped(std::string& out, const char*& at, const char* end) {
  const char kind = at[1];
  at += 2;
  switch (kind) {
    case 'b': out += '\b'; return true;
    case 'f': out += '\f'; return true;
    case 'n': out += '\n'; return true;
    case 'r': out += '\r'; return true;
    case 't': out += '\t'; return true;
    case 'u': break;
    default: out += kind; return true;  // a quote, a backslash, a slash
  }
  char32_t code = code_unit(at);
  at += 4;
  if (code >= 0xdc00 && code <= 0xdfff) return false;
  if (code >= 0xd800 && code <= 0xdbff) {
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u') return false;
    const char32_t low = code_unit(at + 2);
    if (low < 0xdc00 || low > 0xdfff) return false;
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    at += 6;
  }
  append_utf8(out, code);
  return true;
}

bool is_space(char byte) { return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n'; }

// Behind the closing quote of the string that begins at `at`.
const char* behind_string(const char* at, const char* end) {
  for (++at; (at = skip_plain(at, end)) < end; ++at) {
    if (*at == '"') return at + 1;
    if (*at == '\\' && at + 1 < end) ++at;
  }
  return end;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) { append_quoted(out, text, IfBroken::Replace); }

bool append_json_string_if_utf8(std::string& out, std::string_view text) {
  const std::size_t before = out.size();
  if (append_quoted(out, text, IfBroken::Stop)) return true;
  out.resize(before);
  return false;
}

std::optional<std::string> json_string_value(std::string_view quoted) {
  const std::string_view inside = quoted.substr(1, quoted.size() - 2);
  std::string value;
  value.reserve(inside.size());
  const char *at = inside.data(), *const end = at + inside.size();
  while (at != end) {
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    const std::string_view run = rest.substr(0, rest.find('\\'));
    value += run;
    at += run.size();
    if (at != end && !append_unescaped(value, at, end)) return std::nullopt;
  }
  return value;
}

std::string compact_json(std::string_view text) {
  std::string compact;
  compact.reserve(text.size());
  const char *at = text.data(), *const end = at + text.size(), *run = at;
  while (at != end) {
    if (*at == '"') {
      at = behind_string(at, end);
    } else if (!is_space(*at++)) {
      continue;
    } else {
      compact.append(run, at - 1);
      run = at;
    }
  }
  return compact.append(run, end);
}

}  // namespace lambdalocal
