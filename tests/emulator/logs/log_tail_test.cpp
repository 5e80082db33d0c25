#include "emulator/logs/log_tail.h"

#include <string>
#include <vector>

#include "core/function/limits.h"
#include "emulator/logs/log_records.h"
#include "tests/support/catch.h"
#include "tests/support/log_events.h"

namespace lambdalocal::logs {
namespace {

using test::LoggedLines;

}  // namespace

TEST_CASE("the log result of an invocation is its last 4 KB, and every event is handed on") {
  LoggedLines handed_on;
  LogTail tail(handed_on);
  test::LogSource log(tail);
  log.platform("INIT_START Runtime Version: x", platform::InitStart{});
  log.platform("START RequestId: 1", platform::Start{"1"});
  log.line("hello");
  CHECK(tail.take() == "START RequestId: 1\nhello\n");
  CHECK(tail.take().empty());
  CHECK(handed_on.texts.size() == 3);

  for (int i = 0; i < 1000; ++i) log.line("a line of some length, number " + std::to_string(i));
  const std::string last = tail.take();
  CHECK(last.size() == limits::kLogTailBytes);
  CHECK(last.ends_with("number 999\n"));

  // A character is not cut in half.
  std::string umlauts;
  for (int i = 0; i < 4000; ++i) umlauts += "\xc3\xbc";
  log.line(umlauts);
  const std::string cut = tail.take();
  CHECK(cut.size() == limits::kLogTailBytes - 1);
  CHECK(cut.front() == '\xc3');
}

TEST_CASE(
    "a notice of ours is handed on, and is part of no log result and no record, whatever a function's lines begin "
    "with") {
  LoggedLines handed_on;
  LogRecords records(handed_on);
  LogTail tail(records);
  test::LogSource log(tail);
  log.notice("Lambda ships boto3");
  log.line("lambdalocal: a line of the function");
  CHECK(tail.take() == "lambdalocal: a line of the function\n");
  CHECK(records.take() == std::vector<std::string>{"lambdalocal: a line of the function"});
  CHECK(handed_on.texts.size() == 2);
}

TEST_CASE("the records of an invocation are kept, up to 6 MiB") {
  LoggedLines handed_on;
  LogRecords records(handed_on);
  test::LogSource log(records);
  log.line("one");
  log.line("two\nlines");
  CHECK(records.take() == std::vector<std::string>{"one", "two\nlines"});
  CHECK(records.take().empty());
  for (int i = 0; i < 20; ++i) log.line(std::string(1 << 20, 'x'));
  CHECK(records.take().size() == 6);
}

}  // namespace lambdalocal::logs
