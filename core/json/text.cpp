#include "core/json/text.h"

#include "core/json/plain.h"
#include "core/text/percent.h"
#include "core/text/utf8.h"

namespace lambdalocal {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

bool needs_escape(char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == '"' || byte == '\\'; }

void append_escape(std::string& out, char byte) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '\\';
  switch (byte) {
    case '"':
    case '\\': out += byte; return;
    case '\b': out += 'b'; return;
    case '\f': out += 'f'; return;
    case '\n': out += 'n'; return;
    case '\r': out += 'r'; return;
    case '\t': out += 't'; return;
    default: break;
  }
  out += "u00";
  out += kHex[static_cast<unsigned char>(byte) >> 4];
  out += kHex[static_cast<unsigned char>(byte) & 15];
}

enum class IfBroken { Replace, Stop };

// False: `text` is not UTF-8, and something of it is appended.
bool append_quoted(std::string& out, std::string_view text, IfBroken if_broken) {
  out.reserve(out.size() + text.size() + 2);
  out += '"';
  const char *at = text.data(), *const end = at + text.size(), *run = at;
  while ((at = skip_plain(at, end)) != end) {
    const bool escaped = needs_escape(*at);
    const Utf8Character character = utf8_character({at, static_cast<std::size_t>(end - at)});
    if (!escaped && character.valid) {
      at += character.length;
      continue;
    }
    if (!character.valid && if_broken == IfBroken::Stop) return false;
    out.append(run, at);
    if (escaped) append_escape(out, *at);
    if (!character.valid) out += kReplacement;
    run = at += character.length;
  }
  out.append(run, end);
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
