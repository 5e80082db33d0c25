#include "emulator/system/http/stream.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "emulator/system/http/libssl.h"

namespace lambdalocal::system {
namespace {

constexpr std::size_t kBlock = 16 * 1024;

class PlainStream final : public HttpStream {
 public:
  explicit PlainStream(Fd socket) : socket_(std::move(socket)) {}

  Result<void> write(std::string_view bytes, Deadline deadline) override {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
      if (sent < 0 && errno != EAGAIN && errno != EINTR) return errno_error("send");
      if (sent < 0) TRY_VOID(wait_for(socket_.get(), Awaited::Writable, deadline));
    }
    return {};
  }

  Result<bool> read(std::string& bytes, Deadline deadline) override {
    std::array<char, kBlock> block;
    for (;;) {
      const ssize_t size = ::recv(socket_.get(), block.data(), block.size(), 0);
      if (size > 0) bytes.append(block.data(), static_cast<std::size_t>(size));
      if (size >= 0) return size > 0;
      if (errno != EAGAIN && errno != EINTR) return errno_error("receive");
      TRY_VOID(wait_for(socket_.get(), Awaited::Readable, deadline));
    }
  }

 private:
  Fd socket_;
};

class TlsStream final : public HttpStream {
 public:
  TlsStream(Fd socket, const Libssl& library) : socket_(std::move(socket)), library_(library) {}
  ~TlsStream() override {
    if (connection_ != nullptr) library_.free(connection_);
    if (context_ != nullptr) library_.context_free(context_);
  }

  Result<void> handshake(const std::string& host, Deadline deadline) {
    context_ = library_.context_new(library_.client_method());
    if (context_ == nullptr) return fault("TLS");
    library_.context_set_default_verify_paths(context_);
    library_.context_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    connection_ = library_.create(context_);
    if (connection_ == nullptr || library_.set_fd(connection_, socket_.get()) != 1) return fault("TLS");
    std::array<unsigned char, 16> ignored;
    const bool is_ip = ::inet_pton(AF_INET, host.c_str(), ignored.data()) == 1 ||
                       ::inet_pton(AF_INET6, host.c_str(), ignored.data()) == 1;
    if (is_ip) {
      library_.parameters_set_ip(library_.parameters(connection_), host.c_str());
    } else {
      library_.set_host(connection_, host.c_str());
      library_.control(connection_, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                       const_cast<char*>(host.c_str()));
    }
    TRY(done, repeat([&] { return library_.connect(connection_); }, deadline));
    if (done <= 0) return fault("TLS handshake");
    return {};
  }

  Result<void> write(std::string_view bytes, Deadline deadline) override {
    while (!bytes.empty()) {
      const int size = static_cast<int>(std::min(bytes.size(), kBlock));
      TRY(sent, repeat([&] { return library_.write(connection_, bytes.data(), size); }, deadline));
      if (sent <= 0) return fault("send over TLS");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return {};
  }

  Result<bool> read(std::string& bytes, Deadline deadline) override {
    std::array<char, kBlock> block;
    TRY(size,
        repeat([&] { return library_.read(connection_, block.data(), static_cast<int>(block.size())); }, deadline));
    if (size > 0) bytes.append(block.data(), static_cast<std::size_t>(size));
    return size > 0;
  }

 private:
  // Until it is neither waiting for bytes nor for room.
  template <typename Operation>
  Result<int> repeat(Operation operation, Deadline deadline) {
    for (;;) {
      const int result = operation();
      const int state = result > 0 ? SSL_ERROR_NONE : library_.error_of(connection_, result);
      if (state != SSL_ERROR_WANT_READ && state != SSL_ERROR_WANT_WRITE) return result;
      const Awaited awaited = state == SSL_ERROR_WANT_READ ? Awaited::Readable : Awaited::Writable;
      TRY_VOID(wait_for(socket_.get(), awaited, deadline));
    }
  }

  Error fault(const std::string& doing) const {
    const long verified = connection_ == nullptr ? X509_V_OK : library_.verify_result(connection_);
    if (verified != X509_V_OK) {
      return {ErrorKind::System, fmt::format("{}: its certificate is not accepted: {}\nset SSL_CERT_FILE to the "
                                             "certificate of its authority",
                                             doing, library_.verify_error_text(verified))};
    }
    std::array<char, 256> text;
    library_.error_text(library_.next_error(), text.data(), text.size());
    return {ErrorKind::System, fmt::format("{}: {}", doing, text.data())};
  }

  Fd socket_;
  const Libssl& library_;
  SSL_CTX* context_ = nullptr;
  SSL* connection_ = nullptr;
};

}  // namespace

Result<std::unique_ptr<HttpStream>> HttpStream::plain(Fd socket) {
  return std::unique_ptr<HttpStream>(std::make_unique<PlainStream>(std::move(socket)));
}

Result<std::unique_ptr<HttpStream>> HttpStream::over_tls(Fd socket, const std::string& host, Deadline deadline) {
  TRY(library, libssl());
  auto stream = std::make_unique<TlsStream>(std::move(socket), *library);
  TRY_VOID(stream->handshake(host, deadline));
  return std::unique_ptr<HttpStream>(std::move(stream));
}

Result<void> wait_for(int fd, Awaited awaited, HttpStream::Deadline deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Error{ErrorKind::System, "no answer in time"};
    pollfd polled{fd, static_cast<short>(awaited == Awaited::Readable ? POLLIN : POLLOUT), 0};
    const int ready = ::poll(&polled, 1, static_cast<int>(left.count()));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return errno_error("poll");
  }
}

}  // namespace lambdalocal::system
