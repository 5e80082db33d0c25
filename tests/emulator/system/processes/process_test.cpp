#include "emulator/system/processes/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "emulator/system/processes/process_tree.h"
#include "tests/support/catch.h"
#include "tests/support/eventually.h"
#include "tests/support/paths.h"

namespace lambdalocal::system {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kDeadline = 20s;
#ifdef __SANITIZE_THREAD__
constexpr int kBombWidth = 20;  // a fork costs milliseconds here: two cores cannot feed more
#else
constexpr int kBombWidth = 200;
#endif
const std::string kHelper = lambdalocal::test::program("process_helper");

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string read_text(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// A zombie that init has not reaped yet runs no more.
bool is_running(pid_t pid) {
  const auto stat = read_text("/proc/" + std::to_string(pid) + "/stat");
  const auto name_end = stat.rfind(") ");
  return name_end != std::string::npos && stat[name_end + 2] != 'Z' && stat[name_end + 2] != 'X';
}

// The reading end of what processes write, and the sign of their end: end of file.
class Output {
 public:
  explicit Output(Fd fd) : fd_(std::move(fd)) {}

  // The value of the next line "key value", whatever comes before it.
  std::string line(const std::string& key) {
    for (;;) {
      const auto start = text_.find(key + " ");
      const auto end = text_.find('\n', start == std::string::npos ? 0 : start);
      if (start != std::string::npos && end != std::string::npos) {
        return text_.substr(start + key.size() + 1, end - start - key.size() - 1);
      }
      if (!read_some()) return "";
    }
  }

  pid_t pid(const std::string& key) { return std::atoi(line(key).c_str()); }

  bool has_lines(std::size_t count) {
    while (static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '\n')) < count) {
      if (!read_some()) return false;
    }
    return true;
  }

  bool ends() {
    while (read_some()) {
    }
    return ended_;
  }

  const std::string& text() const { return text_; }

 private:
  bool read_some() {
    pollfd event{fd_.get(), POLLIN, 0};
    if (::poll(&event, 1, static_cast<int>(std::chrono::milliseconds(kDeadline).count())) != 1) return false;
    char buffer[4096];
    const ssize_t size = ::read(fd_.get(), buffer, sizeof buffer);
    ended_ = size <= 0;
    if (!ended_) text_.append(buffer, static_cast<std::size_t>(size));
    return !ended_;
  }

  Fd fd_;
  std::string text_;
  bool ended_ = false;
};

struct Started {
  Process process;
  Output output;
};

struct Fixture {
  Warden warden = Warden::create().value();
  asio::io_context io;

  ~Fixture() { CHECK(warden.close(kDeadline)); }

  ProcessOptions helper(std::vector<std::string> arguments) {
    ProcessOptions options;
    options.executable = kHelper;
    options.arguments = std::move(arguments);
    options.arguments.insert(options.arguments.begin(), kHelper);
    options.working_directory = "/";
    return options;
  }

  Started start(ProcessOptions options) {
    auto pipe = Pipe::create().value();
    options.output_fd = pipe.write.get();
    return {Process::spawn(io.get_executor(), warden, options).value(), Output(std::move(pipe.read))};
  }

  Started start_helper(std::vector<std::string> arguments) { return start(helper(std::move(arguments))); }

  template <typename T>
  T wait(asio::awaitable<T> task) {
    std::optional<T> result;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr, T value) { result = std::move(value); });
    io.restart();
    const auto end = steady_clock::now() + kDeadline;
    while (!result && steady_clock::now() < end) io.run_one_for(100ms);
    REQUIRE(result);
    return *result;
  }

  bool nothing_left() {
    return eventually([&] { return ProcessTree().children_of(warden.pid()).empty(); });
  }
};

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

}  // namespace

TEST_CASE("a process ends with its exit code or signal, its output is all there") {
  Fixture fixture;
  for (const int code : {0, 1, 42, 255}) {
    auto started = fixture.start_helper({"exit", std::to_string(code)});
    const auto report = fixture.wait(started.process.exited());
    CHECK(report.kind == ExitReport::Kind::Exited);
    CHECK(report.code == code);
    CHECK(report.max_rss_kb > 100);
    CHECK(report.text() == "exit status " + std::to_string(code));
    CHECK(fixture.wait(started.process.gone(kDeadline)));
    CHECK(started.output.ends());
  }
  for (const int number : {SIGKILL, SIGTERM, SIGABRT}) {
    auto started = fixture.start_helper({"signal", std::to_string(number)});
    const auto report = fixture.wait(started.process.exited());
    CHECK(report.kind == ExitReport::Kind::Signaled);
    CHECK(report.code == number);
  }
  CHECK(ExitReport{ExitReport::Kind::Signaled, SIGKILL}.text() == "signal: killed");
  CHECK(ExitReport{ExitReport::Kind::Signaled, SIGSEGV}.text() == "signal: segmentation fault");
  CHECK(fixture.nothing_left());
}

TEST_CASE("a process that cannot be started says at which step and why") {
  Fixture fixture;
  const auto directory = std::filesystem::temp_directory_path() / ("process_test." + std::to_string(::getpid()));
  std::filesystem::create_directory(directory);
  const auto file = directory / "no-format";
  std::ofstream(file) << "neither a script nor a binary";
  const auto report_of = [&](const std::string& executable, const std::string& working_directory) {
    auto options = fixture.helper({"exit", "0"});
    options.executable = executable;
    options.working_directory = working_directory;
    auto started = fixture.start(options);
    const auto report = fixture.wait(started.process.exited());
    CHECK(report.kind == ExitReport::Kind::NotStarted);
    CHECK(started.process.pid() == 0);
    CHECK(fixture.wait(started.process.gone(kDeadline)));
    return report;
  };
  CHECK(report_of("/does/not/exist", "/").code == ENOENT);
  CHECK(report_of(file, "/").code == EACCES);
  ::chmod(file.c_str(), 0755);
  CHECK(report_of(file, "/").code == ENOEXEC);
  CHECK(report_of(file, "/").text() == "execute: Exec format error");
  const auto report = report_of(kHelper, "/does/not/exist");
  CHECK(report.code == ENOENT);
  CHECK(report.step == StartStep::WorkingDirectory);
  std::filesystem::remove_all(directory);

  auto options = fixture.helper({std::string("a\0b", 3)});
  options.output_fd = 1;
  CHECK_FALSE(Process::spawn(fixture.io.get_executor(), fixture.warden, options).ok());
}

TEST_CASE("a process starts in a clean state: descriptors, session, signals, directory, limits") {
  ::signal(SIGHUP, SIG_IGN);
  const Pipe leak = Pipe::create().value();
  const Fd inheritable(::dup(leak.write.get()));
  Fixture fixture;
  ::signal(SIGHUP, SIG_DFL);
  const auto directory = std::filesystem::canonical(std::filesystem::temp_directory_path());
  auto options = fixture.helper({"state"});
  options.working_directory = directory;
  auto started = fixture.start(options);
  CHECK(started.output.ends());
  CHECK(started.output.line("descriptors") == "0 1 2");
  CHECK(started.output.line("directory") == directory.string());
  CHECK(started.output.line("leader of its group") == "yes");
  CHECK(started.output.line("terminal") == "no");
  CHECK(started.output.line("blocked or ignored signals") == "0");
  CHECK(started.output.line("umask") == std::to_string(022));
  CHECK(started.output.line("open files") == "1024");
  CHECK(started.output.line("core") == "0");
  CHECK(started.output.line("standard input") == "0");
}

TEST_CASE("an extra descriptor appears under its number, whatever numbers are involved") {
  Fixture fixture;
  for (const int target : {3, 4, 5, 9, 77}) {
    auto pipe = Pipe::create().value();
    auto options = fixture.helper({"state"});
    options.output_fd = pipe.write.get();
    options.extra_fds = {{pipe.write.get(), target}};
    auto process = Process::spawn(fixture.io.get_executor(), fixture.warden, options).value();
    pipe.write.reset();
    Output output(std::move(pipe.read));
    CHECK(output.ends());
    CHECK(output.line("descriptors") == "0 1 2 " + std::to_string(target));
  }
  auto pipe = Pipe::create().value();
  auto options = fixture.helper({"write-3"});
  options.extra_fds = {{pipe.write.get(), 3}};
  auto started = fixture.start(options);
  pipe.write.reset();
  Output three(std::move(pipe.read));
  CHECK(three.ends());
  CHECK(three.text() == "three\n");
  CHECK(started.output.ends());
  CHECK(started.output.text().empty());
}

TEST_CASE("the environment and arguments arrive as given, large ones too") {
  Fixture fixture;
  ProcessOptions options;
  options.executable = "/bin/sh";
  options.arguments = {"sh", "-c", "echo \"$1|$KEY|${#BIG}\"; env | wc -l", "sh", "with space"};
  options.environment = {"KEY=a=b\nc", "BIG=" + std::string(100'000, 'x'), "PATH=/usr/bin:/bin"};
  options.working_directory = "/";
  auto started = fixture.start(options);
  CHECK(started.output.ends());
  CHECK(contains(started.output.text(), "with space|a=b\nc|100000\n"));

  options.environment = {"BIG=" + std::string(4'000'000, 'x')};
  CHECK(fixture.wait(fixture.start(options).process.exited()).code == E2BIG);
}

TEST_CASE("kill ends a process and its daemonised descendants") {
  Fixture fixture;
  auto started = fixture.start_helper({"daemon-and-sleep"});
  CHECK(started.output.pid("daemon") > 0);
  CHECK(eventually([&] { return started.process.pid() > 0; }));  // it may run before its supervisor has said so
  started.process.kill();
  const auto report = fixture.wait(started.process.exited());
  CHECK(report.kind == ExitReport::Kind::Signaled);
  CHECK(report.code == SIGKILL);
  CHECK(fixture.wait(started.process.gone(kDeadline)));
  CHECK(started.output.ends());
}

TEST_CASE("when a process exits its daemonised descendants end too") {
  Fixture fixture;
  auto started = fixture.start_helper({"daemon-and-exit"});
  CHECK(fixture.wait(started.process.exited()).kind == ExitReport::Kind::Exited);
  CHECK(fixture.wait(started.process.gone(kDeadline)));
  CHECK(started.output.ends());
}

TEST_CASE("destroying a Process ends everything and resumes who waits for it") {
  Fixture fixture;
  std::optional<Started> started = fixture.start_helper({"daemon-and-sleep"});
  const pid_t supervisor = started->output.pid("supervisor");
  CHECK(started->output.pid("daemon") > 0);
  REQUIRE(fixture.wait(started->process.started()) > 0);
  std::optional<ExitReport> report;
  asio::co_spawn(fixture.io, started->process.exited(), [&](std::exception_ptr, ExitReport value) { report = value; });
  fixture.io.run_one_for(10ms);
  Output output = std::move(started->output);
  started.reset();
  CHECK(output.ends());
  fixture.io.restart();
  fixture.io.run_for(kDeadline);
  REQUIRE(report);
  CHECK(report->code == SIGKILL);
  CHECK(eventually([&] { return !is_running(supervisor); }));
}

TEST_CASE("gone returns false when time runs out, and does not disturb who waits for the exit") {
  Fixture fixture;
  auto started = fixture.start_helper({"daemon-and-sleep"});
  CHECK(started.output.pid("daemon") > 0);
  std::optional<ExitReport> report;
  asio::co_spawn(fixture.io, started.process.exited(), [&](std::exception_ptr, ExitReport value) { report = value; });
  CHECK_FALSE(fixture.wait(started.process.gone(20ms)));
  CHECK_FALSE(report);
  started.process.signal(SIGTERM);
  fixture.io.restart();
  fixture.io.run_for(kDeadline);
  REQUIRE(report);
  CHECK(report->code == SIGTERM);
  CHECK(fixture.wait(started.process.gone(kDeadline)));
}

TEST_CASE("processes that fork on and on in sessions of their own end all the same") {
  Fixture fixture;
  // Many that fork every 10 ms, and few that fork as fast as they can.
  for (const auto& [width, rhythm] : {std::pair{kBombWidth, 10}, {3, 0}}) {
    auto started = fixture.start_helper({"bomb", std::to_string(width), std::to_string(rhythm)});
    REQUIRE(started.output.has_lines(static_cast<std::size_t>(width)));
    started.process.kill();
    CHECK(fixture.wait(started.process.gone(kDeadline)));
    CHECK(started.output.ends());
  }
}

TEST_CASE("a killed supervisor takes its process with it, the warden kills the rest") {
  Fixture fixture;
  auto started = fixture.start_helper({"daemon-and-sleep"});
  auto other = fixture.start_helper({"daemon-and-sleep"});
  CHECK(started.output.pid("daemon") > 0);
  CHECK(other.output.pid("daemon") > 0);
  ::kill(started.output.pid("supervisor"), SIGKILL);
  const auto report = fixture.wait(started.process.exited());
  CHECK(report.kind == ExitReport::Kind::Signaled);
  CHECK(report.code == SIGKILL);
  CHECK(started.output.ends());
  CHECK(is_running(other.output.pid("daemon")));
}

TEST_CASE("without the warden running processes stay supervised, new ones are refused") {
  Fixture fixture;
  auto started = fixture.start_helper({"daemon-and-sleep"});
  CHECK(started.output.pid("daemon") > 0);
  ::kill(fixture.warden.pid(), SIGKILL);
  ::waitpid(fixture.warden.pid(), nullptr, 0);
  auto options = fixture.helper({"exit", "0"});
  options.output_fd = STDERR_FILENO;
  const auto refused = Process::spawn(fixture.io.get_executor(), fixture.warden, options);
  REQUIRE_FALSE(refused.ok());
  CHECK(contains(refused.error().message, "warden"));
  started.process.kill();
  CHECK(fixture.wait(started.process.exited()).code == SIGKILL);
  CHECK(started.output.ends());
}

TEST_CASE("nothing survives a kill -9 of lambdalocal, of its process group, or of it and the supervisor or warden") {
  for (const std::string victims : {"process", "group", "process supervisor", "process warden"}) {
    INFO("killed: " << victims);
    auto pipe = Pipe::create().value();
    const pid_t parent = ::fork();
    if (parent == 0) {
      ::setpgid(0, 0);
      ::dup2(pipe.write.get(), STDOUT_FILENO);
      ::execl(kHelper.c_str(), kHelper.c_str(), "parent", nullptr);
      ::_exit(127);
    }
    pipe.write.reset();
    Output output(std::move(pipe.read));
    const pid_t warden = output.pid("warden");
    const pid_t supervisor = output.pid("supervisor");
    const pid_t daemon = output.pid("daemon");
    REQUIRE(warden > 0);
    REQUIRE(daemon > 0);
    const bool group = victims == "group";
    if (victims == "process warden") ::kill(warden, SIGKILL);
    ::kill(group ? -parent : parent, SIGKILL);
    if (victims == "process supervisor") ::kill(supervisor, SIGKILL);
    ::waitpid(parent, nullptr, 0);
    CHECK(output.ends());
    CHECK(eventually([&] { return !is_running(supervisor) && !is_running(warden) && !is_running(daemon); }));
  }
}

TEST_CASE("neither warden nor supervisor answers to lambdalocal's name") {
  Fixture fixture;
  auto started = fixture.start_helper({"daemon-and-sleep"});
  const auto directory = "/proc/" + std::to_string(fixture.warden.pid());
  CHECK(eventually([&] { return read_text(directory + "/cmdline").rfind("ll-warden", 0) == 0; }));
  CHECK(read_text(directory + "/comm") == "ll-warden\n");
  CHECK_FALSE(contains(read_text(directory + "/cmdline"), "emulator_tests"));
  const auto supervisor = "/proc/" + started.output.line("supervisor");
  CHECK(read_text(supervisor + "/comm") == "ll-supervisor\n");
  CHECK_FALSE(contains(read_text(supervisor + "/cmdline"), "emulator_tests"));
}

TEST_CASE("many processes leave no descriptor and no zombie") {
  Fixture fixture;
  CHECK(fixture.wait(fixture.start_helper({"exit", "0"}).process.exited()).code == 0);  // the loop opens its own now
  const auto before = open_descriptors();
  for (int round = 0; round < 10; ++round) {
    std::vector<Started> all;
    for (int index = 0; index < 20; ++index) all.push_back(fixture.start_helper({"exit", "7"}));
    for (auto& started : all) CHECK(fixture.wait(started.process.exited()).code == 7);
    for (auto& started : all) CHECK(fixture.wait(started.process.gone(kDeadline)));
  }
  CHECK(open_descriptors() == before);
  CHECK(fixture.nothing_left());
  CHECK(fixture.warden.close(kDeadline));
}

TEST_CASE("closing the warden waits until every process is gone") {
  Fixture fixture;
  std::optional<Started> started = fixture.start_helper({"daemon-and-sleep"});
  const pid_t daemon = started->output.pid("daemon");
  CHECK_FALSE(fixture.warden.close(20ms));
  started.reset();
  CHECK(eventually([&] { return fixture.warden.close(10ms); }));
  CHECK_FALSE(is_running(daemon));
}

TEST_CASE("the processor time of a process is its own, and none once it has ended") {
  Fixture fixture;
  auto started = fixture.start_helper({"memory", "64"});
  REQUIRE(started.output.has_lines(1));
  CHECK(started.process.processor_time() > 1ms);  // touching 64 MB takes longer
  started.process.kill();
  fixture.wait(started.process.exited());
  CHECK(started.process.processor_time() == 0ms);
}

TEST_CASE("the peak memory of a process counts its live descendants") {
  Fixture fixture;
  auto started = fixture.start_helper({"memory", "64"});
  REQUIRE(started.output.has_lines(1));
  CHECK(started.process.peak_memory_mb() >= 128);
  CHECK(started.process.peak_memory_mb() < 1024);
  started.process.kill();
  const auto report = fixture.wait(started.process.exited());
  CHECK(started.process.peak_memory_mb() == 0);
  CHECK(report.max_rss_kb >= 64 * 1024);
}

TEST_CASE("children are found with and without the kernel's children files") {
  const pid_t child = ::fork();
  if (child == 0) {
    for (;;) ::pause();
  }
  for (const auto source : {ProcessTree::Source::ChildrenFiles, ProcessTree::Source::Snapshot}) {
    const auto children = ProcessTree(source).children_of(::getpid());
    CHECK(std::count(children.begin(), children.end(), child) == 1);
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

}  // namespace lambdalocal::system
