// TLS for the HTTP server: a certificate with its key, and the encrypted side of one connection, straight over
// its socket. TLS 1.2 and 1.3; no client certificates.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

struct ssl_st;      // OpenSSL's SSL
struct ssl_ctx_st;  // and SSL_CTX

namespace lambdalocal::system {

class TlsSession;

class TlsContext : public std::enable_shared_from_this<TlsContext> {
 public:
  // PEM files; the certificate's may go on with those of its chain. Errors name the file and what is wrong with it. From
  // here on the process ignores SIGPIPE: OpenSSL writes without MSG_NOSIGNAL.
  static Result<std::shared_ptr<TlsContext>> load(const std::string& certificate_file, const std::string& key_file);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  std::unique_ptr<TlsSession> accept(int socket);  // the server's side of a connected, non-blocking socket

 private:
  TlsContext() = default;
  friend class TlsSession;
  ssl_ctx_st* handle_ = nullptr;
};

class TlsSession {
 public:
  enum class Outcome { Done, WantsRead, WantsWrite, Ended, Failed };  // Wants*: again when the socket is ready for it

  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // Each goes on with the handshake as far as that is not over.
  Outcome read(void* room, std::size_t size, std::size_t& got);
  Outcome write(std::string_view bytes, std::size_t& written);
  bool established() const;
  void shut_down();  // tells the peer that all has been said

 private:
  friend class TlsContext;
  TlsSession(std::shared_ptr<TlsContext> context, ssl_st* handle) : context_(std::move(context)), handle_(handle) {}
  Outcome outcome(int result);

  std::shared_ptr<TlsContext> context_;
  ssl_st* handle_;
  bool failed_ = false;
};

}  // namespace lambdalocal::system
