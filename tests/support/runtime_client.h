// The Runtime API as a runtime written for a test calls it: blocking, over one connection.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace lambdalocal::test {

class RuntimeClient {
 public:
  RuntimeClient() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const std::string address = std::getenv("AWS_LAMBDA_RUNTIME_API");
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.find(':') + 1))));
    peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&peer), sizeof peer) != 0) std::_Exit(90);
  }

  // Waits for the next event.
  std::string next() {
    send("GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string event = receive();
    const std::string name = "Lambda-Runtime-Aws-Request-Id: ";
    const std::size_t start = head_.find(name) + name.size();
    request_id_ = head_.substr(start, head_.find("\r\n", start) - start);
    return event;
  }

  const std::string& head() const { return head_; }  // of the last answer

  void respond(std::string_view payload) { post("/response", payload); }
  void fail(std::string_view error) { post("/error", error); }

  void begin_stream(std::string_view content_type) {
    send("POST /2018-06-01/runtime/invocation/" + request_id_ +
         "/response HTTP/1.1\r\nHost: x\r\nContent-Type: " + std::string(content_type) +
         "\r\nLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n"
         "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n");
  }
  void write(std::string_view piece) {
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    send(size + std::string(piece) + "\r\n");
  }
  // `trailers` are complete lines.
  void end_stream(std::string_view trailers = "") {
    send("0\r\n" + std::string(trailers) + "\r\n");
    receive();
  }

 private:
  void post(std::string_view what, std::string_view body) {
    send("POST /2018-06-01/runtime/invocation/" + request_id_ + std::string(what) +
         " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body));
    receive();
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) std::_Exit(91);
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
  }

  std::string receive() {
    std::string received;
    for (;;) {
      const auto end = received.find("\r\n\r\n");
      if (end != std::string::npos) {
        const std::size_t length = std::stoul(received.substr(received.find("Content-Length: ") + 16));
        head_ = received.substr(0, end + 2);
        if (received.size() >= end + 4 + length) return received.substr(end + 4, length);
      }
      char bytes[65536];
      const ssize_t size = ::recv(socket_, bytes, sizeof bytes, 0);
      if (size <= 0) std::_Exit(92);
      received.append(bytes, static_cast<std::size_t>(size));
    }
  }

  int socket_;
  std::string head_, request_id_;
};

}  // namespace lambdalocal::test
