#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <csignal>
#include <nlohmann/json.hpp>

#include "cli/output/init_error_fold.h"
#include "cli/output/record.h"
#include "cli/output/stderr_log.h"
#include "emulator/system/files/fd.h"
#include "tests/support/catch.h"
#include "tests/support/log_events.h"

using namespace lambdalocal;
using namespace lambdalocal::output;

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
  test::LogSource source(log);
  source.platform("END RequestId: 1", platform::Start{"1"});
  source.line("plain");
  CHECK(shown.text() == "\x1b[2mEND RequestId: 1\x1b[0m\nplain\n");
}

TEST_CASE("a notice is shown once; a function's line that begins like one is shown every time") {
  const auto show = GENERATE(StderrLog::Show::All, StderrLog::Show::Notices);
  Shown shown(show);
  StderrLog log(shown.options, shown.writer);
  test::LogSource source(log);
  for (int init = 0; init < 2; ++init) source.notice("Lambda ships boto3");
  source.notice("another");
  for (int line = 0; line < 2; ++line) source.line("lambdalocal: mine");
  const std::string lines = show == StderrLog::Show::All ? "lambdalocal: mine\nlambdalocal: mine\n" : "";
  CHECK(shown.text() == "lambdalocal: Lambda ships boto3\nlambdalocal: another\n" + lines);
}

TEST_CASE("where there are several functions each line begins with its function's name") {
  Shown shown;
  StderrLog log(shown.options, shown.writer);
  test::LogSource pets(log, "pets");
  pets.line("alone");
  log.show_names();
  pets.line("two\nlines");
  test::LogSource(log, "owners").notice("a hint");
  CHECK(shown.text() == "alone\npets | two\npets | lines\nowners | lambdalocal: a hint\n");
}

TEST_CASE("the flag --quiet shows nothing of the log") {
  Shown shown(StderrLog::Show::Nothing);
  StderrLog log(shown.options, shown.writer);
  test::LogSource source(log);
  source.line("text");
  source.notice("text");
  CHECK(shown.text().empty());
}

TEST_CASE("the same error of the init that is run again is folded into a line, another one is shown") {
  const bool same = GENERATE(true, false);
  test::LoggedLines shown;
  InitErrorFold fold(shown);
  test::LogSource source(fold);
  InitReport report;
  report.status = {"error", "Runtime.ImportModuleError"};
  source.platform("INIT_START", platform::InitStart{});
  source.line("2026-10-08T07:30:27.768Z\tundefined\tERROR\tUncaught");
  source.line("at line 1");
  source.platform("", platform::InitRuntimeDone{report});
  source.platform("INIT_REPORT init", platform::InitReport{report});
  source.line("2026-10-08T07:30:28.123Z\tundefined\tERROR\tUncaught");
  source.line(same ? "at line 1" : "at line 2");
  source.platform("", platform::InitRuntimeDone{report});
  source.platform("INIT_REPORT invoke", platform::InitReport{report});
  source.line("what follows");

  std::erase(shown.texts, "");
  std::vector<std::string> expected = {"INIT_START", "2026-10-08T07:30:27.768Z\tundefined\tERROR\tUncaught",
                                       "at line 1", "INIT_REPORT init"};
  if (same) {
    expected.push_back("(init was run again, as on Lambda, and failed with the same 2 lines)");
  } else {
    expected.insert(expected.end(), {"2026-10-08T07:30:27.768Z\tundefined\tERROR\tUncaught", "at line 2"});
  }
  expected.insert(expected.end(), {"INIT_REPORT invoke", "what follows"});
  CHECK(shown.texts == expected);
}

TEST_CASE("what a second init that goes well has in common with the first is shown") {
  test::LoggedLines shown;
  InitErrorFold fold(shown);
  test::LogSource source(fold);
  InitReport report;
  report.status = {"timeout", ""};
  source.platform("INIT_START", platform::InitStart{});
  source.line("loading");
  source.platform("INIT_REPORT", platform::InitReport{report});
  source.line("loading");
  report.status = {"success", ""};
  source.platform("", platform::InitReport{report});
  source.platform("START", platform::Start{"1"});
  source.line("loading");
  std::erase(shown.texts, "");
  CHECK(shown.texts == std::vector<std::string>{"INIT_START", "loading", "INIT_REPORT", "loading", "START", "loading"});
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
