// An HTTP/1.1 server on the event loop, made for what the Lambda APIs ask of it: requests parked for minutes, chunked
// bodies with trailers read as they arrive, header lines of a mebibyte, pipelined requests answered in order, one write
// per message, responses streamed with back-pressure. The parser is Boost.Beast's. All of it runs on the executor's one
// thread.
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::system {

class HttpConnection;
class TlsContext;
struct HttpServerState;

// One request and its answer, valid while the handler runs.
class HttpExchange {
 public:
  explicit HttpExchange(HttpConnection& connection) : connection_(connection) {}

  std::string_view method() const;
  std::string_view target() const;
  // The field's value; names are compared without case. After the body has been read, trailers are found too.
  std::optional<std::string_view> header(std::string_view name) const;

  // Every field in the order received, names as sent.
  std::vector<std::pair<std::string_view, std::string_view>> headers() const;
  std::string_view protocol() const;  // "HTTP/1.1"
  std::string peer_address() const;   // "127.0.0.1"
  std::string peer() const;           // "127.0.0.1:40000"
  std::uint16_t port() const;         // of ours, that the request came to
  std::string scheme() const;         // "http" or "https"

  enum class BodyEnd {
    Complete,
    TooLarge,   // longer than the limit; the rest has been read and dropped
    Truncated,  // the connection ended, the framing broke or the peer stalled first; unanswered, this gets a 400 or 408
  };
  // Appends the request's body to `body`.
  boost::asio::awaitable<BodyEnd> read_body(std::string& body, std::size_t limit);
  // The next piece of the body, as it arrives; none at its end (see truncated()). Valid until the next call.
  boost::asio::awaitable<std::optional<std::string_view>> read_some();
  bool truncated() const;

  // Queues a whole answer. `header_lines` are complete lines, each with its CRLF and none about framing or the
  // connection: those are added. HEAD is answered without the body but with its Content-Length; 204 and 304 have
  // neither. It leaves with the next flush: by flush(), or when the connection waits for the peer.
  void respond(int status, std::string_view header_lines, std::string_view body);
  void respond(int status, std::string_view header_lines, std::shared_ptr<const std::string> body);
  boost::asio::awaitable<void> flush();
  // Writes what is queued as far as the peer takes it at once; what is left leaves with the next flush.
  void flush_now();
  // The connection is closed after this answer.
  void close_after();

  // The server drains: this request is to be refused, with the service's own 503. Ask when its handler begins.
  bool is_draining() const;

  // A streamed answer: begin(), any number of write(), then end() or abort(); instead of respond(). HTTP/1.1 gets
  // chunks; HTTP/1.0 gets the bytes as they are, and the end of the connection as their end. Where there is no body
  // (HEAD, 204, 304) the pieces are dropped. The head leaves with the first write(); write("") sends it alone.
  void begin(int status, std::string_view header_lines);
  // One chunk. Returns when the socket has taken it, which is the back-pressure: a client that does not read holds its
  // writer. `piece` must live until then. False: the client is gone, or the server has closed the connection.
  boost::asio::awaitable<bool> write(std::string_view piece);
  boost::asio::awaitable<void> end();
  // Ends the connection such that the client sees its answer cut short. So does a handler that returns without end().
  void abort();

  // Whether the connection is closed, by either side. A client that left without a word is noticed by the write after
  // the first one it does not take: until then it cannot be told from one that only has no more to send.
  bool peer_gone() const;
  // `action` runs once on the event loop, not inside a call of ours, when peer_gone() comes true before the handler
  // has returned. For streamed answers, after begin(): what the kernel knows of the peer is watched from here on.
  void on_peer_gone(std::function<void()> action);

 private:
  HttpConnection& connection_;
};

// Answers one request; what it returns is waited for. An empty awaitable: the request has been answered already.
using HttpHandler = std::function<boost::asio::awaitable<void>(HttpExchange&)>;

// What a client may cost. Zero is no limit, which is right where the peers are runtimes that wait for hours. Times are
// kept coarsely: to an eighth, or to a second.
struct HttpLimits {
  std::chrono::milliseconds head{0};   // from the first byte of a request to the end of its head; then 408
  std::chrono::milliseconds body{0};   // without one more byte of a body that is being read
  std::chrono::milliseconds idle{0};   // between requests
  std::chrono::milliseconds write{0};  // without the peer having taken one more byte
  // At once. Beyond them, the connection that has been idle the longest is closed; when all are in use, the next one
  // waits to be accepted.
  std::size_t connections = 0;
  // What all connections together may hold of heads and bodies that are being read: a head for which there is no room is
  // refused (431), a body is read in smaller pieces.
  std::size_t input_bytes = 0;

  static HttpLimits for_front_ends();  // of strangers: 30 s, 60 s, 10 min, 5 min; 4,096, or fewer with few descriptors
};

// Whether a connection, given by its socket, may be served. Asked once for each, before its first request.
using HttpAdmission = std::function<boost::asio::awaitable<bool>(int socket)>;

struct HttpServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                // 0: any free port
  std::size_t header_bytes = 64 * 1024;  // of a request's head; also of a chunk's head, and of the trailers
  HttpLimits limits;
  HttpAdmission admission;  // none: everybody. Whoever is not admitted gets a 403, and no patience
  // Called where a connection cannot be accepted for want of descriptors, and again while that is so; may be empty.
  std::function<void()> out_of_descriptors;
  std::shared_ptr<TlsContext> tls;  // none: plain HTTP (emulator/system/http/tls.h)
};

// Refuses by itself, with a status, a line of text and the end of the connection, what is no HTTP/1.1 or could be
// understood in two ways (400, 414, 431, 501).
class HttpServer {
 public:
  // Listens at once; requests go to `handler`, which must stay callable until the server is destroyed.
  static Result<HttpServer> listen(boost::asio::any_io_executor executor, HttpServerOptions options,
                                   HttpHandler handler);
  // The first port after `port` that could be listened on at this moment, for the advice to somebody whose port is taken.
  static std::optional<std::uint16_t> free_port_after(const std::string& address, std::uint16_t port);
  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) noexcept;
  ~HttpServer();  // as close()

  // Listens by this socket, in place of the one from before; it has been bound, and listens.
  void take_over(Fd listening);

  std::uint16_t port() const;
  std::size_t connection_count() const;
  // Closes the connection that has been idle the longest; false when none is. For whoever is out of descriptors.
  bool close_oldest_idle();
  // From now on each answer says that its connection ends with it, and is_draining() is true of what arrives. Those who have
  // connected are still accepted; nobody after them. connection_count() comes down to 0 as clients get their answers; those
  // that ask for nothing are left to close_idle().
  void drain();
  void close_idle();
  bool is_answering() const;       // a handler runs, and does not wait for its client
  std::size_t idle_count() const;  // connections that no request has come by, or none since the last answer
  void close_connections();        // ends every connection; goes on listening
  void close();                    // ends every connection and stops listening

 private:
  explicit HttpServer(std::shared_ptr<HttpServerState> state);
  std::shared_ptr<HttpServerState> state_;
};

}  // namespace lambdalocal::system
