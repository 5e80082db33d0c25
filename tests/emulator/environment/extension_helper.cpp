// An external extension written for the tests of the execution environment: behaves as the name that it is started by says.
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/emulator/environment/connect_to_api.h"

namespace {

std::string identifier;

// The head and the body of the answer.
std::string call(int socket, const std::string& method, const std::string& path, const std::string& headers,
                 const std::string& body = "") {
  const std::string request = method + " /2020-01-01/extension/" + path + " HTTP/1.1\r\nHost: x\r\n" + headers +
                              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) < 0) std::_Exit(91);
  std::string received;
  for (;;) {
    const auto end = received.find("\r\n\r\n");
    if (end != std::string::npos) {
      const std::size_t size = std::stoul(received.substr(received.find("Content-Length: ") + 16));
      if (received.size() >= end + 4 + size) return received;
    }
    char bytes[4096];
    const ssize_t size = ::recv(socket, bytes, sizeof bytes, 0);
    if (size <= 0) std::_Exit(92);
    received.append(bytes, static_cast<std::size_t>(size));
  }
}

void say(const std::string& text) {
  const std::string line = text + "\n";
  if (::write(1, line.data(), line.size()) < 0) std::_Exit(93);
}

std::string value(const std::string& text, const std::string& name) {
  const auto start = text.find("\"" + name + "\":\"");
  if (start == std::string::npos) return "";
  const auto first = start + name.size() + 4;
  return text.substr(first, text.find('"', first) - first);
}

[[noreturn]] void hang() {
  for (;;) ::pause();
}

std::string events_of(const std::string& mode) {
  if (mode == "silent") return "{}";
  if (mode == "invoke-only") return R"({"events":["INVOKE"]})";
  return R"({"events":["INVOKE","SHUTDOWN"]})";
}

void wait_for_file(const std::string& name) {
  const std::string file = std::string(std::getenv("DIRECTORY")) + "/" + name;
  while (::access(file.c_str(), F_OK) != 0) ::usleep(1000);
}

void report(int socket, const std::string& where) {
  call(socket, "POST", where, identifier + "Lambda-Extension-Function-Error-Type: Extension.Reason\r\n", "{}");
  std::_Exit(4);
}

void work(const std::string& mode, int socket, const std::string& event) {
  if (value(event, "eventType") == "SHUTDOWN") {
    say("shutdown " + value(event, "shutdownReason"));
    if (mode == "hang-on-shutdown") hang();
    std::_Exit(0);
  }
  say("invoke " + value(event, "requestId"));
  if (mode == "crash-on-invoke") std::_Exit(3);
  if (mode == "exit-error") report(socket, "exit/error");
  if (mode == "hang-on-invoke") hang();
  if (mode == "late") wait_for_file("answered");
}

}  // namespace

int main(int, char* argv[]) {
  const std::string path = argv[0];
  const std::string mode = path.substr(path.rfind('/') + 1);
  if (mode == "never-registers") hang();
  if (mode == "crash-at-init") std::_Exit(3);
  if (mode == "tells-environment") {
    for (const char* name : {"_HANDLER", "LAMBDA_TASK_ROOT", "AWS_EXECUTION_ENV", "PYTHONPATH", "AWS_REGION"}) {
      const char* found = std::getenv(name);
      say(std::string(name) + "=" + (found == nullptr ? "-" : found));
    }
  }
  const int socket = connect_to_api();
  const std::string answer =
      call(socket, "POST", "register", "Lambda-Extension-Name: " + mode + "\r\n", events_of(mode));
  const auto at = answer.find("Lambda-Extension-Identifier: ");
  if (at == std::string::npos) std::_Exit(94);
  identifier = answer.substr(at, answer.find("\r\n", at) + 2 - at);
  say("registered");
  if (mode == "init-error") report(socket, "init/error");
  for (;;) work(mode, socket, call(socket, "GET", "event/next", identifier));
}
