// A runtime written for the tests of the execution environment: speaks the Runtime API and misbehaves as its one
// argument says.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "tests/emulator/environment/connect_to_api.h"

namespace {

struct Answer {
  std::string head, body;
};

void send_all(int socket, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t size = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) std::_Exit(91);
    sent += static_cast<std::size_t>(size);
  }
}

Answer call(int socket, const std::string& method, const std::string& path, const std::string& body = "",
            const std::string& headers = "") {
  const std::string target = path.starts_with("/") ? path : "/2018-06-01/runtime/" + path;
  send_all(socket, method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + headers +
                       "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  std::string received;
  for (;;) {
    const auto end = received.find("\r\n\r\n");
    if (end != std::string::npos) {
      const std::size_t size = std::stoul(received.substr(received.find("Content-Length: ") + 16));
      if (received.size() >= end + 4 + size) return {received.substr(0, end + 2), received.substr(end + 4, size)};
    }
    char bytes[65536];
    const ssize_t size = ::recv(socket, bytes, sizeof bytes, 0);
    if (size <= 0) std::_Exit(92);
    received.append(bytes, static_cast<std::size_t>(size));
  }
}

std::string header(const Answer& answer, const std::string& name) {
  const auto start = answer.head.find(name + ": ");
  if (start == std::string::npos) return "";
  const auto value = start + name.size() + 2;
  return answer.head.substr(value, answer.head.find("\r\n", value) - value);
}

void say(const std::string& line) {
  if (::write(1, line.data(), line.size()) < 0) std::_Exit(93);
}

[[noreturn]] void hang() {
  for (;;) ::pause();
}

// Counts the starts of the runtime, in a file of the working directory: each has a number of its own, also of those that start
// at once, since an appending write leaves the position behind what it wrote.
long start_number() {
  const int file = ::open("starts", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (::write(file, ".", 1) != 1) std::_Exit(94);
  const long size = ::lseek(file, 0, SEEK_CUR);
  ::close(file);
  return size;
}

void misbehave_at_init(const std::string& mode, int socket) {
  const long start = start_number();
  if (mode == "init-error" || (mode == "init-error-once" && start == 1)) {
    say("at init\n");
    call(socket, "POST", "init/error", R"({"errorMessage":"bad","errorType":"Runtime.Bad","requestId":""})",
         "Lambda-Runtime-Function-Error-Type: Runtime.Bad\r\n");
    std::_Exit(1);
  }
  if (mode == "start-slowly" && start > 1) hang();
  if (mode == "init-exit-0") std::_Exit(0);
  if (mode == "init-exit-3") std::_Exit(3);
  if (mode == "init-hang" || (mode == "init-hang-once" && start == 1)) hang();
}

void die_in_the_middle(const std::string& mode, bool first) {
  if (mode == "exit-0") std::_Exit(0);
  if (mode == "exit-3") std::_Exit(3);
  if (mode == "kill") std::raise(SIGKILL);
  if (mode == "segfault") {
    std::signal(SIGSEGV, SIG_DFL);
    std::raise(SIGSEGV);
  }
  if (mode == "hang-first" && first) hang();
}

std::string chunk(const std::string& bytes) {
  char size[20];
  std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
  return size + bytes + "\r\n";
}

// Streams "first", "second"; then waits for a file "go" to go on; or 100 MB at once; or breaks off.
void stream(const std::string& mode, int socket, const std::string& path) {
  send_all(socket, "POST /2018-06-01/runtime/" + path + "/response HTTP/1.1\r\nHost: x\r\n" +
                       (mode == "stream-unnamed"
                            ? "Content-Type: application/vnd.awslambda.http-integration-response\r\n"
                            : "Content-Type: text/x-test\r\nLambda-Runtime-Function-Response-Mode: streaming\r\n") +
                       "Transfer-Encoding: chunked\r\n"
                       "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n");
  send_all(socket, chunk("first"));
  if (mode == "stream-then-exit") std::_Exit(3);
  if (mode == "stream-flood") {
    const std::string piece = chunk(std::string(1 << 20, 'x'));
    for (int count = 0; count < 100; ++count) {
      start_number();  // a byte in the file for each piece that was taken
      send_all(socket, piece);
    }
  }
  while (mode == "stream" && ::access("go", F_OK) != 0) ::usleep(1000);
  send_all(socket, chunk("second"));
  send_all(socket, mode == "stream-then-error"
                       ? "0\r\nLambda-Runtime-Function-Error-Type: Mid\r\n"
                         "Lambda-Runtime-Function-Error-Body: eyJlcnJvclR5cGUiOiJNaWQifQ==\r\n\r\n"
                       : "0\r\n\r\n");
  std::string received;
  while (received.find("OK\"}\n") == std::string::npos) {
    char bytes[4096];
    const ssize_t size = ::recv(socket, bytes, sizeof bytes, 0);
    if (size <= 0) std::_Exit(94);
    received.append(bytes, static_cast<std::size_t>(size));
  }
}

void work(const std::string& mode, int socket, const Answer& event) {
  const std::string path = "invocation/" + header(event, "Lambda-Runtime-Aws-Request-Id");
  if (mode.starts_with("stream")) return stream(mode, socket, path);
  const bool first = event.body.find("first") != std::string::npos;
  die_in_the_middle(mode, first);
  while (mode == "pid-at-go" && ::access("go", F_OK) != 0) ::usleep(1000);
  if (mode == "print") say("line one\npartial");
  if (mode == "error") {
    call(socket, "POST", path + "/error", R"({"errorMessage":"m","errorType":"T"})");
  } else if (mode == "too-large" && first) {
    call(socket, "POST", path + "/response", std::string(6 * 1024 * 1024 + 101, 'x'));
  } else if (mode == "bad-mode") {
    call(socket, "POST", path + "/response", "1", "Lambda-Runtime-Function-Response-Mode: odd\r\n");
    hang();
  } else {
    call(socket, "POST", path + "/response", mode.starts_with("pid") ? std::to_string(::getpid()) : event.body);
  }
  if (mode == "answer-then-exit") std::_Exit(7);
  if (mode == "answer-then-hang") hang();
}

// The same for a path of the Extensions API.
Answer call_extensions(int socket, const std::string& method, const std::string& path, const std::string& headers,
                       const std::string& body = "") {
  return call(socket, method, "/2020-01-01/extension/" + path, body, headers);
}

// The runtime's process has an extension inside, whose thread asks for events one after the other.
void run_internal_extension() {
  const int socket = connect_to_api();
  const Answer registered =
      call_extensions(socket, "POST", "register", "Lambda-Extension-Name: inner\r\n", R"({"events":["INVOKE"]})");
  const std::string who = "Lambda-Extension-Identifier: " + header(registered, "Lambda-Extension-Identifier") + "\r\n";
  std::thread([socket, who] {
    for (;;) call_extensions(socket, "GET", "event/next", who);
  }).detach();
}

// SnapStart: waits for the restore, and may fail after it.
void wait_for_restore(const std::string& mode, int socket) {
  say("before the snapshot\n");
  call(socket, "GET", "restore/next");
  say("after the restore\n");
  if (mode != "restore-error") return;
  call(socket, "POST", "restore/error", R"({"errorMessage":"hook","errorType":"Hook"})",
       "Lambda-Runtime-Function-Error-Type: Runtime.AfterRestoreError\r\n");
  std::_Exit(65);
}

void tell_of_sigterm() {
  std::signal(SIGTERM, [](int) {
    say("terminated\n");
    std::_Exit(0);
  });
}

}  // namespace

int main(int, char* argv[]) {
  const std::string mode = argv[1];
  if (mode == "internal" || mode == "sigterm") tell_of_sigterm();
  if (mode == "internal") run_internal_extension();
  const int socket = connect_to_api();
  misbehave_at_init(mode, socket);
  if (mode.starts_with("restore")) wait_for_restore(mode, socket);
  for (;;) work(mode, socket, call(socket, "GET", "invocation/next"));
}
