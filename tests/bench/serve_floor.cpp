// The floor of `serve`: the least that can stand between a client and its runtime. One epoll loop takes
// `POST .../invocations` of keep-alive clients, hands the body to a runtime parked in `GET .../next`, the newest first,
// and gives its answer back.
//
//   bench_serve_floor ENVIRONMENTS COMMAND [ARGUMENTS...]
//
// prints its port once every runtime is parked; ends when stdin does. The runtimes get this process's environment and
// AWS_LAMBDA_RUNTIME_API.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

std::size_t content_length(std::string_view head) {
  for (const std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "}) {
    if (const auto at = head.find(name); at != std::string_view::npos) {
      std::size_t length = 0;
      std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
      return length;
    }
  }
  return 0;
}

int listen_on_loopback(int& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (listener < 0 || bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 4096) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    fail("listen");
  }
  port = ntohs(address.sin_port);
  return listener;
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

class FrontEnd {
 public:
  explicit FrontEnd(std::size_t environments) : environments_(environments) {
    listener_ = listen_on_loopback(port_);
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    watch(listener_);
    watch(STDIN_FILENO);
  }

  int port() const { return port_; }

  void serve() {
    std::vector<char> buffer(1 << 16);
    while (true) {
      epoll_event event{};
      if (epoll_wait(epoll_, &event, 1, -1) != 1) continue;
      const int fd = event.data.fd;
      if (fd == STDIN_FILENO) return;
      if (fd == listener_) {
        const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const int one = 1;
        setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        watch(connection);
        continue;
      }
      const ssize_t got = read(fd, buffer.data(), buffer.size());
      if (got <= 0) {
        close(fd);
        inputs_.erase(fd);
        continue;
      }
      take(fd, inputs_[fd].append(buffer.data(), static_cast<std::size_t>(got)));
    }
  }

 private:
  void watch(int fd) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0) fail("epoll_ctl");
  }

  void take(int fd, std::string& input) {
    std::size_t begin = 0, head = 0;
    std::string to_runtime;
    while ((head = input.find("\r\n\r\n", begin)) != std::string::npos) {
      const std::string_view text = std::string_view(input).substr(begin, head + 2 - begin);
      const std::size_t length = content_length(text);
      if (input.size() < head + 4 + length) break;
      const std::string_view body = std::string_view(input).substr(head + 4, length);
      if (text.starts_with("POST /2015-03-31/")) {
        waiting_.push_back({fd, std::string(body)});
      } else if (text.starts_with("POST ")) {
        answer_client(fd, body);
        to_runtime +=
            "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n"
            "{\"status\":\"OK\"}\n";
      } else {
        idle_.push_back(fd);
        if (!ready_ && idle_.size() == environments_) announce();
      }
      begin = head + 4 + length;
    }
    input.erase(0, begin);
    // What a runtime posted and its next event leave in one write.
    while (!waiting_.empty() && !idle_.empty()) {
      const int runtime = idle_.back();
      idle_.pop_back();
      const auto [client, body] = std::move(waiting_.front());
      waiting_.pop_front();
      clients_[runtime] = client;
      std::string event = next(body);
      if (runtime == fd) {
        to_runtime += event;
      } else {
        write_all(runtime, event);
      }
    }
    write_all(fd, to_runtime);
  }

  void answer_client(int runtime, std::string_view body) {
    std::string answer =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Amz-Executed-Version: $LATEST\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n";
    write_all(clients_[runtime], answer.append(body));
  }

  std::string next(std::string_view body) {
    char id[40];
    std::snprintf(id, sizeof id, "8476a536-e9f4-11e8-9739-%012zx", ++invocations_);
    std::string event = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ";
    event += std::to_string(body.size());
    event += "\r\nLambda-Runtime-Aws-Request-Id: ";
    event += id;
    event +=
        "\r\nLambda-Runtime-Deadline-Ms: 4102444800000\r\n"
        "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:floor\r\n"
        "Lambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0\r\n\r\n";
    return event.append(body);
  }

  void announce() {
    ready_ = true;
    std::printf("%d\n", port_);
    std::fflush(stdout);
  }

  struct Waiting {
    int client;
    std::string body;
  };
  std::size_t environments_, invocations_ = 0;
  int port_ = 0, listener_ = -1, epoll_ = -1;
  bool ready_ = false;
  std::map<int, std::string> inputs_;
  std::map<int, int> clients_;  // whose event a runtime has
  std::deque<Waiting> waiting_;
  std::vector<int> idle_;  // runtimes, the newest last
};

}  // namespace

int main(int argc, char* argv[]) {
  if (argc < 3) {
    std::fputs("usage: bench_serve_floor ENVIRONMENTS COMMAND [ARGUMENTS...]\n", stderr);
    return 2;
  }
  const std::size_t environments = std::strtoul(argv[1], nullptr, 10);
  FrontEnd front_end(environments);
  setenv("AWS_LAMBDA_RUNTIME_API", ("127.0.0.1:" + std::to_string(front_end.port())).c_str(), 1);
  std::vector<pid_t> runtimes(environments);
  for (auto& runtime : runtimes) {
    if (posix_spawnp(&runtime, argv[2], nullptr, nullptr, argv + 2, environ) != 0) fail(argv[2]);
  }
  front_end.serve();
  for (const pid_t runtime : runtimes) kill(runtime, SIGKILL);
  for (const pid_t runtime : runtimes) waitpid(runtime, nullptr, 0);
  return 0;
}
