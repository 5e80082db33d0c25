// The clients of `./dev bench serve`: closed loops over keep-alive connections, or a burst of connections at once.
//
//   bench_load loop  PORT CLIENTS REQUESTS METHOD TARGET BODY   each client sends its next request when it was answered
//   bench_load burst PORT CLIENTS REQUESTS METHOD TARGET BODY   all connect at once, each with one request
//
// prints {"median_us", "p99_us", "slowest_us": of a request; "per_second"; "seconds": of all; "failed": not answered 200;
// "refused": not answered at all; "first_failure": its answer}. Everything on one thread.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
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

struct Client {
  int fd = -1;
  bool connected = false;
  Clock::time_point sent;
  std::string input;
};

// The size of the first answer in `bytes`; 0 while it is not whole.
std::size_t answer_size(std::string_view bytes) {
  const auto head = bytes.find("\r\n\r\n");
  if (head == std::string_view::npos) return 0;
  std::size_t length = 0;
  for (const std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "}) {
    const auto at = bytes.substr(0, head).find(name);
    if (at == std::string_view::npos) continue;
    std::from_chars(bytes.data() + at + name.size(), bytes.data() + head, length);
  }
  const std::size_t size = head + 4 + length;
  return bytes.size() < size ? 0 : size;
}

class Load {
 public:
  Load(int port, std::size_t clients, std::size_t requests, std::string request, bool burst)
      : clients_(clients), requests_(burst ? clients : requests), request_(std::move(request)), burst_(burst) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address_.sin_port = htons(static_cast<std::uint16_t>(port));
    latencies_.reserve(requests_);
  }

  void run() {
    if (!burst_) connect_all();  // not part of what is timed
    const auto begin = Clock::now();
    if (burst_) connect_all();
    if (!burst_) {
      for (auto& client : clients_) ask(client);
    }
    std::vector<epoll_event> events(256);
    while (latencies_.size() + refused_ < requests_) {
      const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 60000);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) break;
      for (int i = 0; i < count; ++i) {
        const auto& event = events[static_cast<std::size_t>(i)];
        serve(clients_[event.data.u64], event.events);
      }
    }
    seconds_ = std::chrono::duration<double>(Clock::now() - begin).count();
    refused_ = requests_ - latencies_.size();
  }

  void print() {
    std::sort(latencies_.begin(), latencies_.end());
    const auto at = [&](double share) {
      if (latencies_.empty()) return 0.0;
      return latencies_[static_cast<std::size_t>(share * static_cast<double>(latencies_.size() - 1))];
    };
    std::string shown;
    for (const char c : first_failure_.substr(0, 300)) shown += (c == '"' || c == '\\' || c < ' ') ? ' ' : c;
    std::printf(
        "{\"median_us\": %.2f, \"p99_us\": %.2f, \"slowest_us\": %.2f, \"per_second\": %.1f, \"seconds\": %.6f, "
        "\"failed\": %zu, \"refused\": %zu, \"first_failure\": \"%s\"}\n",
        at(0.5), at(0.99), at(1), static_cast<double>(latencies_.size()) / seconds_, seconds_, failed_, refused_,
        shown.c_str());
  }

 private:
  void connect_all() {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      auto& client = clients_[i];
      client.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | (burst_ ? SOCK_NONBLOCK : 0), 0);
      const int one = 1;
      setsockopt(client.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      client.sent = Clock::now();
      const int result = connect(client.fd, reinterpret_cast<sockaddr*>(&address_), sizeof address_);
      if (result != 0 && errno != EINPROGRESS) fail("connect");
      client.connected = result == 0;
      epoll_event event{};
      event.events = burst_ ? EPOLLIN | EPOLLOUT : EPOLLIN;
      event.data.u64 = i;
      if (epoll_ctl(epoll_, EPOLL_CTL_ADD, client.fd, &event) != 0) fail("epoll_ctl");
    }
  }

  void write_request(Client& client) const {
    std::string_view rest = request_;
    while (!rest.empty()) {
      const ssize_t written = send(client.fd, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (written <= 0) return;  // the read that follows tells
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void ask(Client& client) {
    if (asked_ == requests_) return;
    ++asked_;
    client.sent = Clock::now();
    write_request(client);
  }

  void drop(Client& client) {
    close(client.fd);
    client.fd = -1;
    ++refused_;
  }

  void serve(Client& client, std::uint32_t events) {
    if (client.fd < 0) return;
    if (burst_ && (events & EPOLLOUT) != 0) {
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = static_cast<std::uint64_t>(&client - clients_.data());
      epoll_ctl(epoll_, EPOLL_CTL_MOD, client.fd, &event);
      write_request(client);
    }
    if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) == 0) return;
    const ssize_t got = read(client.fd, buffer_, sizeof buffer_);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return drop(client);
    client.input.append(buffer_, static_cast<std::size_t>(got));
    const std::size_t size = answer_size(client.input);
    if (size == 0) return;
    latencies_.push_back(std::chrono::duration<double, std::micro>(Clock::now() - client.sent).count());
    if (!client.input.starts_with("HTTP/1.1 200 ") && failed_++ == 0) first_failure_ = client.input;
    client.input.erase(0, size);
    if (!burst_) ask(client);
  }

  std::vector<Client> clients_;
  std::size_t requests_;
  std::string request_;
  bool burst_;
  sockaddr_in address_{};
  int epoll_ = -1;
  std::size_t asked_ = 0, failed_ = 0, refused_ = 0;
  double seconds_ = 0;
  std::vector<double> latencies_;  // microseconds
  std::string first_failure_;
  char buffer_[1 << 16];
};

}  // namespace

int main(int argc, char* argv[]) {
  if (argc != 8) {
    std::fputs("usage: bench_load loop|burst PORT CLIENTS REQUESTS METHOD TARGET BODY\n", stderr);
    return 2;
  }
  const std::string port = argv[2], body = argv[7];
  std::string request = std::string(argv[5]) + " " + argv[6] + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n";
  if (!body.empty()) {
    request += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  }
  request += "\r\n" + body;
  Load load(std::atoi(argv[2]), std::strtoul(argv[3], nullptr, 10), std::strtoul(argv[4], nullptr, 10), request,
            std::strcmp(argv[1], "burst") == 0);
  load.run();
  load.print();
  return 0;
}
