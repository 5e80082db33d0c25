#include "emulator/system/digest.h"

#include <fcntl.h>

#include "emulator/system/files/fd.h"
#include "tests/support/catch.h"
#include "tests/support/zip_writer.h"

using namespace lambdalocal;

TEST_CASE("SHA-256 of the standard's examples") {
  CHECK(system::hex(system::sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(system::hex(system::sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a file's SHA-256 is that of its bytes, wherever its offset stands") {
  const tests::TestDirectory directory;
  const std::string bytes(1'000'000, 'a');
  tests::write_file(directory / "a", bytes);
  const system::Fd fd(::open((directory / "a").c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(::lseek(fd.get(), 500, SEEK_SET) == 500);
  CHECK(system::sha256_of_file(fd.get()).value() == system::sha256(bytes));
  CHECK(system::hex(system::sha256(bytes)) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a digest is told in base64 and in hex") {
  const auto digest = system::sha256("x");
  CHECK(system::base64(digest) == "LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=");
  CHECK(system::digest_from_hex(system::hex(digest)) == digest);
  CHECK_FALSE(system::digest_from_hex("00").has_value());
  CHECK_FALSE(system::digest_from_hex(std::string(64, 'g')).has_value());
}
