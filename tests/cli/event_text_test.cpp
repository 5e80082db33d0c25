#include "cli/event_text.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"

using namespace lambdalocal;

namespace {

std::filesystem::path temporary_file(std::string_view text) {
  std::string name = (std::filesystem::temp_directory_path() / "lambdalocal-event-XXXXXX").string();
  const int descriptor = ::mkstemp(name.data());
  REQUIRE(descriptor >= 0);
  ::close(descriptor);
  std::ofstream(name, std::ios::binary) << text;
  return name;
}

}  // namespace

TEST_CASE("JSON text is an event by itself") {
  for (const std::string text : {"{}", " {\"a\":1}", "[1]", "\"x\"", "42", "-1.5e3", "null", "true"}) {
    const auto event = read_event(text);
    REQUIRE(event.ok());
    CHECK(event->bytes == text);
    CHECK(event->name == "--event");
  }
}

TEST_CASE("an event file is taken byte by byte, with and without file://") {
  const std::string text = "\xef\xbb\xbf{\"a\": \"" + std::string(300000, 'x') + "\"}\n";
  const auto path = temporary_file(text);
  for (const std::string prefix : {"", "file://", "fileb://"}) {
    const auto event = read_event(prefix + path.string());
    REQUIRE(event.ok());
    CHECK(event->bytes == text);
    CHECK(event->name == path.string());
  }
  std::filesystem::remove(path);
}

TEST_CASE("an empty event file is empty") {
  const auto path = temporary_file("");
  CHECK(read_event(path.string())->bytes.empty());
  std::filesystem::remove(path);
}

TEST_CASE("an event that cannot be read says why and what --event takes") {
  const auto missing = read_event("/no/such/event.json");
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().kind == ErrorKind::BadEvent);
  const std::string takes =
      "\n--event takes a file, JSON text, - for standard input, or s3:put and the like (lambdalocal event list)";
  CHECK(missing.error().message == "cannot read /no/such/event.json: No such file or directory" + takes);
  CHECK(read_event("").error().message == "--event is empty" + takes);
  CHECK(read_event("/").error().message == "cannot read /: Is a directory" + takes);
}
