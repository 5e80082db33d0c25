// The floor of a warm invocation: the least a Runtime API can do, on one connection. Hands the same event to a runtime
// INVOCATIONS times and tells how long it took the runtime to answer, in microseconds.
//
//   bench_floor INVOCATIONS EVENT COMMAND [ARGUMENTS...]
//
// prints {"duration_us": median from event to answer, "cycle_us": median from event to next event}. The runtime gets
// this process's environment and AWS_LAMBDA_RUNTIME_API.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

std::size_t content_length(std::string_view head) {
  for (const std::string_view name : {"Content-Length: ", "content-length: "}) {
    if (const auto at = head.find(name); at != std::string_view::npos) {
      std::size_t length = 0;
      std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
      return length;
    }
  }
  return 0;
}

// The conversation with the runtime: what it sent so far, what it is to be sent, and the times of the events.
class Conversation {
 public:
  Conversation(std::size_t invocations, const std::string& event) : invocations_(invocations) {
    event_ =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(event.size()) +
        "\r\nLambda-Runtime-Aws-Request-Id: 8476a536-e9f4-11e8-9739-2dfe598c3fcd\r\n"
        "Lambda-Runtime-Deadline-Ms: 4102444800000\r\n"
        "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:floor\r\n"
        "Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0\r\n\r\n" +
        event;
  }

  // Takes what was read, answers every complete request in it in order. False when the runtime has had all its events.
  bool take(std::string_view bytes, std::string& answer) {
    input_ += bytes;
    std::size_t head = 0;
    while ((head = input_.find("\r\n\r\n")) != std::string::npos) {
      const std::size_t size = head + 4 + content_length(std::string_view(input_).substr(0, head + 2));
      if (input_.size() < size) break;
      if (input_.starts_with("GET ")) {
        if (sent_.size() == invocations_) return false;
        sent_.push_back(Clock::now());
        answer += event_;
      } else {
        answered_.push_back(Clock::now());
        answer +=
            "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: "
            "16\r\n\r\n{\"status\":\"OK\"}\n";
      }
      input_.erase(0, size);
    }
    return true;
  }

  void print() const {
    std::vector<double> durations, cycles;
    for (std::size_t i = 0; i < answered_.size(); ++i) durations.push_back(microseconds(sent_[i], answered_[i]));
    for (std::size_t i = 1; i < sent_.size(); ++i) cycles.push_back(microseconds(sent_[i - 1], sent_[i]));
    std::printf("{\"duration_us\": %.2f, \"cycle_us\": %.2f}\n", median(durations), median(cycles));
  }

 private:
  static double microseconds(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double, std::micro>(to - from).count();
  }

  static double median(std::vector<double>& values) {
    if (values.empty()) return 0;
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
  }

  std::size_t invocations_;
  std::string event_;
  std::string input_;
  std::vector<Clock::time_point> sent_, answered_;
};

int listen_on_loopback(int& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (listener < 0 || bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 16) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    fail("listen");
  }
  port = ntohs(address.sin_port);
  return listener;
}

void watch(int epoll, int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written <= 0) fail("write");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void serve(int listener, Conversation& conversation) {
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  watch(epoll, listener);
  std::vector<char> buffer(1 << 20);
  std::string answer;
  while (true) {
    epoll_event event{};
    if (epoll_wait(epoll, &event, 1, 30000) != 1) fail("the runtime is silent");
    if (event.data.fd == listener) {
      const int connection = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      const int one = 1;
      setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      watch(epoll, connection);
      continue;
    }
    const ssize_t got = read(event.data.fd, buffer.data(), buffer.size());
    if (got <= 0) {
      close(event.data.fd);
      continue;
    }
    answer.clear();
    const bool more = conversation.take({buffer.data(), static_cast<std::size_t>(got)}, answer);
    write_all(event.data.fd, answer);
    if (!more) return;
  }
}

}  // namespace

int main(int argc, char* argv[]) {
  if (argc < 4) {
    std::fputs("usage: bench_floor INVOCATIONS EVENT COMMAND [ARGUMENTS...]\n", stderr);
    return 2;
  }
  int port = 0;
  const int listener = listen_on_loopback(port);
  setenv("AWS_LAMBDA_RUNTIME_API", ("127.0.0.1:" + std::to_string(port)).c_str(), 1);
  pid_t runtime = 0;
  if (posix_spawnp(&runtime, argv[3], nullptr, nullptr, argv + 3, environ) != 0) fail(argv[3]);

  Conversation conversation(std::strtoul(argv[1], nullptr, 10), argv[2]);
  serve(listener, conversation);
  kill(runtime, SIGKILL);
  waitpid(runtime, nullptr, 0);
  conversation.print();
  return 0;
}
