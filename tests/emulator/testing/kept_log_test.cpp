#include "emulator/testing/kept_log.h"

#include "tests/support/catch.h"

using namespace lambdalocal::testing;

TEST_CASE("of a log without an end the beginning and the end are kept") {
  KeptLines lines;
  lines.add("first\n");
  std::size_t all = 6;
  const std::string line = std::string(99, 'x') + "\n";
  while (all < 5 * KeptLines::kMost) {
    lines.add(line);
    all += line.size();
  }
  lines.add("last\n");
  const std::size_t left_out = lines.left_out;
  CHECK(left_out > KeptLines::kMost);
  const std::string text = std::move(lines).text();
  CHECK(text.size() < 4 * KeptLines::kMost);
  CHECK(text.starts_with("first\nxxx"));
  CHECK(text.ends_with("xxx\nlast\n"));
  CHECK(text.find("x\n(" + std::to_string(left_out) + " bytes of the log are left out here)\nx") != std::string::npos);
}

TEST_CASE("a log that is not long is kept whole") {
  KeptLines lines;
  for (const char* line : {"a\n", "b\n"}) lines.add(line);
  CHECK(std::move(lines).text() == "a\nb\n");
}
