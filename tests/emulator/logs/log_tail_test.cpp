#include "emulator/logs/log_tail.h"

#include <string>
#include <utility>
#include <vector>

#include "core/function/limits.h"
#include "tests/support/catch.h"

namespace lambdalocal::logs {
namespace {

struct Received : LogSink {
  void write(Source source, std::string_view record) override { records.emplace_back(source, record); }
  std::vector<std::pair<Source, std::string>> records;
};

}  // namespace

TEST_CASE("the log result of an invocation is its last 4 KB, and every record is passed on") {
  Received received;
  LogTail tail(received);
  tail.write(Source::Platform, "INIT_START Runtime Version: x");
  tail.write(Source::Platform, "START RequestId: 1");
  tail.write(Source::Function, "hello");
  CHECK(tail.take() == "START RequestId: 1\nhello\n");
  CHECK(tail.take().empty());
  CHECK(received.records.size() == 3);

  for (int i = 0; i < 1000; ++i) tail.write(Source::Function, "a line of some length, number " + std::to_string(i));
  const std::string last = tail.take();
  CHECK(last.size() == limits::kLogTailBytes);
  CHECK(last.ends_with("number 999\n"));
}

TEST_CASE("a notice of ours is passed on, and is no part of a log result") {
  Received received;
  LogTail tail(received);
  tail.write(Source::Notice, "lambdalocal: Lambda ships boto3");
  CHECK(tail.take().empty());
  REQUIRE(received.records.size() == 1);
  CHECK(received.records.front().first == Source::Notice);
}

}  // namespace lambdalocal::logs
