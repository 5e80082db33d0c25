#include "core/text/utf8.h"

#include <string>

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("text in any script is UTF-8") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("plain text that is longer than eight bytes"));
  CHECK(is_utf8(
      "gr\xc3\xbc\xc3\x9f, \xe4\xb8\xad\xe6\x96\x87, \xf0\x9f\x98\x80, \xed\x9f\xbf \xee\x80\x80 \xf4\x8f\xbf\xbf"));
  CHECK(is_utf8(std::string_view("\0", 1)));
}

TEST_CASE("bytes that are no character are not UTF-8") {
  for (const char* bytes :
       {"\x80", "abc\xff", "\xc3", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\xaf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe4\xb8", "12345678\xe4\xb8z"}) {
    CAPTURE(std::string(bytes));
    CHECK_FALSE(is_utf8(bytes));
  }
}

TEST_CASE("every code point becomes its UTF-8 and is read back") {
  for (char32_t code = 0; code <= 0x10ffff; code += code < 0x3000 ? 1 : 97) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    std::string text;
    append_utf8(text, code);
    const Utf8Character character = utf8_character(text + "x");
    if (!character.valid || character.length != text.size() || code_point(text) != code) {
      FAIL("U+" << std::hex << static_cast<unsigned>(code));
    }
  }
}

TEST_CASE("a broken character is as long as what one U+FFFD stands for") {
  CHECK(utf8_character("\x80").length == 1);
  CHECK(utf8_character("\xe4\xb8z").length == 2);
  CHECK(utf8_character("\xe4\xb8").length == 2);
  CHECK(utf8_character("\xf0\x9f\x98").length == 3);
  CHECK(utf8_character("\xed\xa0\x80").length == 1);
  CHECK(utf8_character("\xff\xff").length == 1);
  CHECK_FALSE(utf8_character("\xf0\x9f\x98").valid);
}
