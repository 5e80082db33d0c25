#include "core/text/digest.h"

#include <zlib.h>

#include "core/text/gzip.h"
#include "core/text/percent.h"
#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("MD5 is that of RFC 1321") {
  CHECK(md5_hex("") == "d41d8cd98f00b204e9800998ecf8427e");
  CHECK(md5_hex("message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
  CHECK(md5("abc").size() == 16);
}

TEST_CASE("what gzip packs, zlib unpacks, and equal bytes give equal archives") {
  std::string bytes(100'000, 'x');
  bytes += "end";
  const std::string archive = gzip(bytes);
  CHECK(archive.size() < 1000);
  CHECK(archive == gzip(bytes));
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 16 + MAX_WBITS) == Z_OK);
  std::string unpacked(bytes.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(archive.data()));
  stream.avail_in = static_cast<uInt>(archive.size());
  stream.next_out = reinterpret_cast<Bytef*>(unpacked.data());
  stream.avail_out = static_cast<uInt>(unpacked.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  inflateEnd(&stream);
  CHECK(unpacked == bytes);
}

TEST_CASE("percent-encoding keeps what is unreserved, and forms write a plus for a space") {
  CHECK(percent_encode("a b/\xc3\xa4~") == "a%20b%2F%C3%A4~");
  CHECK(form_encode("a b/c+d", "/") == "a+b/c%2Bd");
  CHECK(form_decode(form_encode("a b/c+d%\n")) == "a b/c+d%\n");
}
