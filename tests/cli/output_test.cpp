#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/output/record.h"
#include "cli/output/stderr_log.h"
#include "cli/output/write_all.h"
#include "core/function/limits.h"
#include "emulator/system/files/fd.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::output;
using logs::Source;

namespace {

system::Pipe pipe_of_ours() {
  std::signal(SIGPIPE, SIG_IGN);
  auto pipe = system::Pipe::create();
  REQUIRE(pipe.ok());
  return *std::move(pipe);
}

std::string read_now(const system::Fd& descriptor) {
  ::fcntl(descriptor.get(), F_SETFL, O_NONBLOCK);
  std::string text(1 << 20, '\0');
  const ssize_t count = ::read(descriptor.get(), text.data(), text.size());
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

StderrLog::Options to(const system::Fd& descriptor, StderrLog::Show show = StderrLog::Show::All) {
  return {.descriptor = descriptor.get(), .show = show, .colour = StderrLog::Colour::Never, .keep_records = false};
}

}  // namespace

TEST_CASE("all parts are written, also where the reader is slow") {
  auto pipe = pipe_of_ours();
  ::fcntl(pipe.write.get(), F_SETFL, O_NONBLOCK);
  const std::string big(3 * 1024 * 1024, 'x');
  std::size_t received = 0;
  std::jthread reader([&] {
    std::array<char, 65536> buffer{};
    for (ssize_t n = 0; (n = ::read(pipe.read.get(), buffer.data(), buffer.size())) > 0;) {
      received += static_cast<std::size_t>(n);
    }
  });
  const std::array<std::string_view, 3> parts = {big, "", "\n"};
  const auto written = write_all(pipe.write.get(), parts);
  pipe.write.reset();
  reader.join();
  REQUIRE(written.ok());
  CHECK(*written == Written::All);
  CHECK(received == big.size() + 1);
}

TEST_CASE("a reader that is gone is no error, a full disk is one") {
  auto pipe = pipe_of_ours();
  pipe.read.reset();
  const std::array<std::string_view, 1> parts = {"text"};
  const auto gone = write_all(pipe.write.get(), parts);
  REQUIRE(gone.ok());
  CHECK(*gone == Written::ReaderGone);

  const system::Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  const auto refused = write_all(full.get(), parts);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message == "No space left on device");
}

TEST_CASE("log records of one read are written together, with one flush asked for") {
  auto pipe = pipe_of_ours();
  int asked = 0;
  StderrLog log(to(pipe.write), [&] { ++asked; });
  log.write(Source::Platform, "START");
  log.write(Source::Function, "two\nlines");
  CHECK(asked == 1);
  CHECK(read_now(pipe.read).empty());
  log.flush();
  CHECK(read_now(pipe.read) == "START\ntwo\nlines\n");
  log.write(Source::Function, "later");
  CHECK(asked == 2);
  log.end_invocation();
  CHECK(read_now(pipe.read) == "later\n");
}

TEST_CASE("a lot of log output does not pile up") {
  auto pipe = pipe_of_ours();
  StderrLog log(to(pipe.write), [] {});
  log.write(Source::Function, std::string(64 * 1024 - 1, 'x'));
  CHECK(read_now(pipe.read).size() == 64 * 1024);
}

TEST_CASE("platform lines are dim on a terminal, the function's lines are as they are") {
  auto pipe = pipe_of_ours();
  auto options = to(pipe.write);
  options.colour = StderrLog::Colour::Dim;
  StderrLog log(options, [] {});
  log.write(Source::Platform, "END RequestId: 1");
  log.write(Source::Function, "plain");
  log.flush();
  CHECK(read_now(pipe.read) == "\x1b[2mEND RequestId: 1\x1b[0m\nplain\n");
}

TEST_CASE("a notice is shown once, whatever is shown of the log, and is no part of the log") {
  const auto show = GENERATE(StderrLog::Show::All, StderrLog::Show::Tail);
  auto pipe = pipe_of_ours();
  auto options = to(pipe.write, show);
  options.keep_records = true;
  StderrLog log(options, [] {});
  for (int init = 0; init < 2; ++init) log.write(Source::Notice, "lambdalocal: Lambda ships boto3");
  log.write(Source::Notice, "lambdalocal: another");
  const auto kept = log.end_invocation();
  CHECK(kept.tail.empty());
  CHECK(kept.records.empty());
  CHECK(read_now(pipe.read) == "lambdalocal: Lambda ships boto3\nlambdalocal: another\n");
}

TEST_CASE("the flag --quiet shows nothing of the log") {
  auto pipe = pipe_of_ours();
  StderrLog log(to(pipe.write, StderrLog::Show::Nothing), [] { FAIL("no flush is needed"); });
  log.write(Source::Function, "text");
  log.write(Source::Notice, "lambdalocal: text");
  log.end_invocation();
  CHECK(read_now(pipe.read).empty());
}

TEST_CASE("the flag --log-tail shows the last 4 KB of each invocation when it ends, without INIT_START") {
  auto pipe = pipe_of_ours();
  StderrLog log(to(pipe.write, StderrLog::Show::Tail), [] {});
  log.write(Source::Platform, "INIT_START Runtime Version: x");
  log.write(Source::Platform, R"({"time":"2026-10-08T07:30:27.768Z","type":"platform.initStart","record":{}})");
  log.write(Source::Platform, "START RequestId: 1");
  log.write(Source::Function, "hello");
  CHECK(read_now(pipe.read).empty());
  CHECK(log.end_invocation().tail == "START RequestId: 1\nhello\n");
  CHECK(read_now(pipe.read) == "START RequestId: 1\nhello\n");

  for (int i = 0; i < 1000; ++i) log.write(Source::Function, "a line of some length, number " + std::to_string(i));
  log.write(Source::Function, std::string(3, 'z'));
  const std::string tail = log.end_invocation().tail;
  CHECK(tail.size() == limits::kLogTailBytes);
  CHECK(tail.ends_with("number 999\nzzz\n"));
  CHECK(read_now(pipe.read) == tail);

  // A character is not cut in half.
  std::string umlauts;
  for (int i = 0; i < 4000; ++i) umlauts += "\xc3\xbc";
  log.write(Source::Function, umlauts);
  const std::string cut = log.end_invocation().tail;
  CHECK(cut.size() == limits::kLogTailBytes - 1);
  CHECK(cut.front() == '\xc3');
}

TEST_CASE("the records of an invocation are kept for --json when asked for") {
  auto pipe = pipe_of_ours();
  auto options = to(pipe.write, StderrLog::Show::Nothing);
  options.keep_records = true;
  StderrLog log(options, [] {});
  log.write(Source::Function, "one");
  log.write(Source::Function, "two\nlines");
  CHECK(log.end_invocation().records == std::vector<std::string>{"one", "two\nlines"});
  CHECK(log.end_invocation().records.empty());
  for (int i = 0; i < 20; ++i) log.write(Source::Function, std::string(1 << 20, 'x'));
  CHECK(log.end_invocation().records.size() == 6);
}

TEST_CASE("the record of a success has AWS's names in order and the exact payload") {
  Function function;
  InvocationOutcome outcome;
  outcome.payload = "{\"a\" : 1.0,\n\"b\":\"\xc3\xbc\"}";
  outcome.duration = std::chrono::microseconds(1234);
  outcome.init_duration = std::chrono::microseconds(98765);
  outcome.max_memory_used_mb = 31;
  const std::string record = record_of(function, "id-1", outcome, {"foobar", {"foo", "bar"}});
  CHECK(record ==
        "{\"StatusCode\":200,\"ExecutedVersion\":\"$LATEST\",\"RequestId\":\"id-1\","
        "\"Payload\":\"{\\\"a\\\" : 1.0,\\n\\\"b\\\":\\\"\xc3\xbc\\\"}\",\"PayloadIsBase64\":false,"
        "\"Duration\":1.23,\"BilledDuration\":100,\"InitDuration\":98.77,\"MemorySize\":128,\"MaxMemoryUsed\":31,"
        "\"LogResult\":\"Zm9vYmFy\",\"Logs\":[\"foo\",\"bar\"]}");
  CHECK(nlohmann::json::parse(record)["Payload"] == outcome.payload);
}

TEST_CASE("the record of a failure says Unhandled, and a payload that is no text comes in base64") {
  InvocationOutcome outcome;
  outcome.status = InvocationStatus::Timeout;
  outcome.error_type = "Sandbox.Timedout";
  outcome.payload = "\xff\xfe";
  const auto record = nlohmann::json::parse(record_of(Function{}, "id", outcome, {"bad \xff text", {"bad \xff text"}}));
  CHECK(record["StatusCode"] == 200);
  CHECK(record["FunctionError"] == "Unhandled");
  CHECK(record["ErrorType"] == "Sandbox.Timedout");
  CHECK(record["Payload"] == "//4=");
  CHECK(record["PayloadIsBase64"] == true);
  CHECK(record["Logs"][0] == "bad \xef\xbf\xbd text");
  CHECK_FALSE(record.contains("InitDuration"));
}
