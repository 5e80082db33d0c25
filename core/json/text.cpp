#include "core/json/text.h"

#include <cstddef>
#include <cstring>

#include "core/json/plain.h"
#include "core/text/percent.h"
#include "core/text/utf8.h"

namespace lambdalocal {
namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD

bool needs_escape(char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == '"' || byte == '\\'; }

// What is put together in small pieces, on its way into a string: an append of a few bytes costs more than they do.
class Block {
 public:
  explicit Block(std::string& out) : out_(out) {}

  void flush() {
    out_.append(bytes_, put_);
    put_ = bytes_;
  }
  void flush_if_full() {
    if (put_ >= bytes_ + kFull) flush();
  }
  // Until the next flush_if_full() at most 16 bytes.
  void put(char byte) { *put_++ = byte; }
  // Eight bytes, of which the first `count` are meant.
  void put_of_eight(const char* eight, std::ptrdiff_t count) {
    std::memcpy(put_, eight, 8);
    put_ += count;
  }
  void put(std::string_view few) {
    std::memcpy(put_, few.data(), few.size());
    put_ += few.size();
  }

 private:
  static constexpr std::size_t kFull = 4096;
  std::string& out_;
  char bytes_[kFull + 16];
  char* put_ = bytes_;
};

void put_escape(Block& block, char byte) {
  constexpr std::string_view kHex = "0123456789abcdef";
  block.put('\\');
  switch (byte) {
    case '"':
    case '\\': return block.put(byte);
    case '\b': return block.put('b');
    case '\f': return block.put('f');
    case '\n': return block.put('n');
    case '\r': return block.put('r');
    case '\t': return block.put('t');
    default: break;
  }
  block.put("u00");
  block.put(kHex[static_cast<unsigned char>(byte) >> 4]);
  block.put(kHex[static_cast<unsigned char>(byte) & 15]);
}

enum class IfBroken { Replace, Stop };

// False: `text` is not UTF-8, and something of it is appended.
bool append_quoted(std::string& out, std::string_view text, IfBroken if_broken) {
  out.reserve(out.size() + text.size() + 2);
  Block block(out);
  block.put('"');
  const char *at = text.data(), *const end = at + text.size();
  while (at != end) {
    block.flush_if_full();
    if (end - at >= 8) {
      const std::ptrdiff_t plain = plain_of_eight(at);
      block.put_of_eight(at, plain);
      at += plain;
      if (plain == 8) continue;
    }
    if (needs_escape(*at)) {
      put_escape(block, *at++);
      continue;
    }
    const Utf8Character character = utf8_character({at, static_cast<std::size_t>(end - at)});
    if (!character.valid && if_broken == IfBroken::Stop) return false;
    block.put(character.valid ? std::string_view(at, character.length) : kReplacement);
    at += character.length;
  }
  block.put('"');
  block.flush();
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
