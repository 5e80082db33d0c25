// A raw HTTP client for tests of our servers: sends exactly the bytes it is told, and runs the server's event loop on
// this thread until the answer is there. No real time is spent but what the loop needs.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lambdalocal::test {

struct RawAnswer {
  int status = 0;
  std::string head;  // status line and headers
  std::string body;

  // The value of a header, names compared without case; empty when absent.
  std::string header(std::string_view name) const;
};

class RawHttpClient {
 public:
  RawHttpClient(boost::asio::io_context& loop, std::uint16_t port);
  ~RawHttpClient();
  RawHttpClient(const RawHttpClient&) = delete;
  RawHttpClient& operator=(const RawHttpClient&) = delete;

  void send(std::string_view bytes);
  // The next answer on this connection. Like all that waits it fails the test when nothing comes for five seconds; what
  // keeps coming may take longer.
  RawAnswer receive();
  // What comes next, up to and with `end`.
  std::string receive_until(std::string_view end);
  // Everything up to the end of the connection.
  std::string receive_all();
  // What has come so far without an answer being complete: empty while a request is parked.
  bool answered();
  bool closed_by_peer();
  bool was_reset() const { return reset_; }
  void shut_down_sending();
  void reset();  // closes the connection as a client does that crashed

  RawAnswer request(std::string_view method, std::string_view path, std::string_view headers = "",
                    std::string_view body = "");

 private:
  void read_available();
  bool more_came();  // waits for it; false at the end of the connection, or when nothing comes for five seconds
  std::optional<RawAnswer> take_answer();

  boost::asio::io_context& loop_;
  int socket_;
  bool ended_ = false;
  bool reset_ = false;
  std::string received_;
};

}  // namespace lambdalocal::test
