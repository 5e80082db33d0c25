#include "core/text/base64.h"

#include <random>

#include "tests/support/catch.h"

using namespace lambdalocal;

namespace {

// Digit by digit, as RFC 4648 describes it: what the tables must agree with.
std::optional<std::string> decode_slowly(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.size() % 4 != 0) return std::nullopt;
  while (text.ends_with('=') && text.size() % 4 != 2) text.remove_suffix(1);
  std::string bytes;
  unsigned group = 0, bits = 0;
  for (const char digit : text) {
    const auto value = kAlphabet.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    group = (group << 6 | static_cast<unsigned>(value)) & 0xffffff;
    bits += 6;
    if (bits >= 8) bytes += static_cast<char>(group >> (bits -= 8) & 0xff);
  }
  return bytes;
}

}  // namespace

TEST_CASE("base64 gives the vectors of RFC 4648") {
  CHECK(base64_encode("") == "");
  CHECK(base64_encode("f") == "Zg==");
  CHECK(base64_encode("fo") == "Zm8=");
  CHECK(base64_encode("foo") == "Zm9v");
  CHECK(base64_encode("foob") == "Zm9vYg==");
  CHECK(base64_encode("foobar") == "Zm9vYmFy");
}

TEST_CASE("base64 takes every byte") {
  CHECK(base64_encode(std::string_view("\x00\xff\xfe", 3)) == "AP/+");
  CHECK(base64_encode("\xfb\xef\xbe") == "++++");
}

TEST_CASE("what base64 says of bytes of every length is those bytes") {
  std::mt19937 random(1);
  for (std::size_t length = 0; length < 300; ++length) {
    std::string bytes(length, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    std::string text = "before";
    append_base64(text, bytes);
    CHECK(text == "before" + base64_encode(bytes));
    CHECK(base64_decode(base64_encode(bytes)) == bytes);
  }
}

TEST_CASE("what is no base64 is refused wherever the fault is") {
  for (const char* text : {"A", "AA", "AAA", "====", "=AAA", "A=AA", "AA=A", "A===", "AAAA=AAA", "AA==AAAA", "AA-_",
                           "AAAA\nAAA", "AAA\xff", "AAAAAAA "}) {
    CAPTURE(std::string(text));
    CHECK_FALSE(base64_decode(text));
  }
  CHECK(base64_decode("") == "");
}

TEST_CASE("base64 is read as digit by digit") {
  constexpr std::string_view kBytes = "ABCXYZabcxyz01289+/+/AQgw====-_ \n\x80";
  std::mt19937 random(2);
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % 24, '\0');
    // Mostly digits: else hardly any text is base64.
    for (char& byte : text) byte = kBytes[random() % (round % 4 == 0 ? kBytes.size() : 25)];
    CAPTURE(text);
    CHECK(base64_decode(text) == decode_slowly(text));
  }
}
