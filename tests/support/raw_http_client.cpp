#include "tests/support/raw_http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <utility>

namespace lambdalocal::test {
namespace {

constexpr std::chrono::seconds kPatience{5};

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
         });
}

}  // namespace

std::string RawAnswer::header(std::string_view name) const {
  for (std::size_t start = head.find("\r\n"); start != std::string::npos && start + 2 < head.size();) {
    const std::size_t end = head.find("\r\n", start + 2);
    const std::string_view line = std::string_view(head).substr(start + 2, end - start - 2);
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos && same_name(line.substr(0, colon), name))
      return std::string(line.substr(colon + 2));
    start = end;
  }
  return "";
}

RawHttpClient::RawHttpClient(boost::asio::io_context& loop, std::uint16_t port)
    : loop_(loop), socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect to the server under test");
  }
}

RawHttpClient::~RawHttpClient() {
  if (socket_ >= 0) ::close(socket_);
}

void RawHttpClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    if (sent < 0 && errno != EAGAIN) return;  // the peer has closed: receive() tells
    loop_.restart();
    loop_.poll();
  }
}

void RawHttpClient::read_available() {
  char bytes[65536];
  for (;;) {
    const ssize_t size = ::recv(socket_, bytes, sizeof bytes, MSG_DONTWAIT);
    if (size < 0 && errno == ECONNRESET) reset_ = true;
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) ended_ = true;
    if (size <= 0) return;
    received_.append(bytes, static_cast<std::size_t>(size));
  }
}

std::optional<RawAnswer> RawHttpClient::take_answer() {
  const auto head_end = received_.find("\r\n\r\n");
  if (head_end == std::string::npos) return std::nullopt;
  RawAnswer answer;
  answer.head = received_.substr(0, head_end + 2);
  answer.status = std::stoi(received_.substr(9, 3));
  const std::string length = answer.header("Content-Length");
  const std::size_t size = length.empty() ? 0 : std::stoul(length);
  if (received_.size() < head_end + 4 + size) return std::nullopt;
  answer.body = received_.substr(head_end + 4, size);
  received_.erase(0, head_end + 4 + size);
  return answer;
}

bool RawHttpClient::more_came() {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  const std::size_t before = received_.size();
  while (!ended_ && received_.size() == before && std::chrono::steady_clock::now() < deadline) {
    loop_.restart();
    loop_.run_one_for(std::chrono::milliseconds(1));
    read_available();
  }
  return received_.size() != before;
}

RawAnswer RawHttpClient::receive() {
  do {
    if (auto answer = take_answer()) return *answer;
  } while (more_came());
  throw std::runtime_error(ended_ ? "the server closed the connection without an answer" : "no answer for 5 s");
}

std::string RawHttpClient::receive_until(std::string_view end) {
  std::size_t searched = 0;
  do {
    if (const auto found = received_.find(end, searched); found != std::string::npos) {
      std::string text = received_.substr(0, found + end.size());
      received_.erase(0, text.size());
      return text;
    }
    searched = received_.size() - std::min(received_.size(), end.size());
  } while (more_came());
  throw std::runtime_error("'" + std::string(end) + "' did not come; what came: " + received_);
}

std::string RawHttpClient::receive_all() {
  if (!closed_by_peer()) throw std::runtime_error("the server did not close the connection; what came: " + received_);
  return std::exchange(received_, {});
}

bool RawHttpClient::answered() {
  for (int turn = 0; turn < 20; ++turn) {
    loop_.restart();
    loop_.poll();
    read_available();
  }
  return received_.find("\r\n\r\n") != std::string::npos;
}

bool RawHttpClient::closed_by_peer() {
  while (more_came()) {
  }
  return ended_;
}

void RawHttpClient::shut_down_sending() { ::shutdown(socket_, SHUT_WR); }

void RawHttpClient::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(socket_, -1));
  ended_ = true;
}

RawAnswer RawHttpClient::request(std::string_view method, std::string_view path, std::string_view headers,
                                 std::string_view body) {
  std::string text =
      std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + std::string(headers);
  if (!body.empty() || method == "POST") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  send(text + "\r\n" + std::string(body));
  return receive();
}

}  // namespace lambdalocal::test
