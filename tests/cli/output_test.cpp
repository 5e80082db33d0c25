#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <csignal>
#include <nlohmann/json.hpp>

#include "cli/output/record.h"
#include "cli/output/stderr_log.h"
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

// A log on a pipe, and what has come out of it.
struct Shown {
  explicit Shown(StderrLog::Show show = StderrLog::Show::All) { options.show = show; }
  std::string text() {
    CHECK(writer.flush_for(std::chrono::seconds(60)));
    return read_now(pipe.read);
  }

  system::Pipe pipe = pipe_of_ours();
  boost::asio::io_context loop;
  system::OutputWriter writer{loop.get_executor(), {}};
  StderrLog::Options options{.descriptor = pipe.write.get()};
};

}  // namespace

TEST_CASE("platform lines are dim on a terminal, the function's lines are as they are") {
  Shown shown;
  shown.options.colour = StderrLog::Colour::Dim;
  StderrLog log(shown.options, shown.writer);
  log.write(Source::Platform, "END RequestId: 1");
  log.write(Source::Function, "plain");
  CHECK(shown.text() == "\x1b[2mEND RequestId: 1\x1b[0m\nplain\n");
}

TEST_CASE("a notice is shown once, whatever is shown of the log, and is no part of the log") {
  const auto show = GENERATE(StderrLog::Show::All, StderrLog::Show::Tail);
  Shown shown(show);
  shown.options.keep_records = true;
  StderrLog log(shown.options, shown.writer);
  for (int init = 0; init < 2; ++init) log.write(Source::Notice, "lambdalocal: Lambda ships boto3");
  log.write(Source::Notice, "lambdalocal: another");
  const auto kept = log.end_invocation();
  CHECK(kept.tail.empty());
  CHECK(kept.records.empty());
  CHECK(shown.text() == "lambdalocal: Lambda ships boto3\nlambdalocal: another\n");
}

TEST_CASE("the flag --quiet shows nothing of the log") {
  Shown shown(StderrLog::Show::Nothing);
  StderrLog log(shown.options, shown.writer);
  log.write(Source::Function, "text");
  log.write(Source::Notice, "lambdalocal: text");
  log.end_invocation();
  CHECK(shown.text().empty());
}

TEST_CASE("the flag --log-tail shows the last 4 KB of each invocation when it ends, without INIT_START") {
  Shown shown(StderrLog::Show::Tail);
  StderrLog log(shown.options, shown.writer);
  log.write(Source::Platform, "INIT_START Runtime Version: x");
  log.write(Source::Platform, R"({"time":"2026-10-08T07:30:27.768Z","type":"platform.initStart","record":{}})");
  log.write(Source::Platform, "START RequestId: 1");
  log.write(Source::Function, "hello");
  CHECK(shown.text().empty());
  CHECK(log.end_invocation().tail == "START RequestId: 1\nhello\n");
  CHECK(shown.text() == "START RequestId: 1\nhello\n");

  for (int i = 0; i < 1000; ++i) log.write(Source::Function, "a line of some length, number " + std::to_string(i));
  log.write(Source::Function, std::string(3, 'z'));
  const std::string tail = log.end_invocation().tail;
  CHECK(tail.size() == limits::kLogTailBytes);
  CHECK(tail.ends_with("number 999\nzzz\n"));
  CHECK(shown.text() == tail);

  // A character is not cut in half.
  std::string umlauts;
  for (int i = 0; i < 4000; ++i) umlauts += "\xc3\xbc";
  log.write(Source::Function, umlauts);
  const std::string cut = log.end_invocation().tail;
  CHECK(cut.size() == limits::kLogTailBytes - 1);
  CHECK(cut.front() == '\xc3');
}

TEST_CASE("the records of an invocation are kept for --json when asked for") {
  Shown shown(StderrLog::Show::Nothing);
  shown.options.keep_records = true;
  StderrLog log(shown.options, shown.writer);
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
