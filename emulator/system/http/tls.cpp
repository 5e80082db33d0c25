#include "emulator/system/http/tls.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <csignal>
#include <fstream>

namespace lambdalocal::system {
namespace {

std::string last_reason() {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  return reason ? reason : "not understood";
}

bool is_readable(const std::string& file) {
  std::ifstream stream(file);
  return stream.good() && stream.peek() != std::ifstream::traits_type::eof();
}

Error unusable(const std::string& what, const std::string& file, const std::string& why) {
  return {ErrorKind::Usage, fmt::format("use the {} '{}': {}", what, file, why)};
}

int no_passphrase(char*, int, int, void*) { return 0; }

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::load(const std::string& certificate_file, const std::string& key_file) {
  if (!is_readable(certificate_file)) {
    return unusable("TLS certificate", certificate_file, "the file is missing, empty or not readable");
  }
  if (!is_readable(key_file)) return unusable("TLS key", key_file, "the file is missing, empty or not readable");
  std::shared_ptr<TlsContext> context(new TlsContext());
  SSL_CTX* const handle = SSL_CTX_new(TLS_server_method());
  context->handle_ = handle;
  if (!handle) return Error{ErrorKind::System, "serve TLS: " + last_reason()};
  SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION);
  SSL_CTX_set_mode(handle,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(handle, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_default_passwd_cb(handle, &no_passphrase);
  ERR_clear_error();
  if (SSL_CTX_use_certificate_chain_file(handle, certificate_file.c_str()) != 1) {
    return unusable("TLS certificate", certificate_file, last_reason() + "\nit must be a certificate in PEM form");
  }
  if (SSL_CTX_use_PrivateKey_file(handle, key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return unusable(
        "TLS key", key_file,
        last_reason() + "\nit must be the key of '" + certificate_file + "' in PEM form, without a passphrase");
  }
  if (SSL_CTX_check_private_key(handle) != 1) {
    return unusable("TLS key", key_file, "it is not the key of the certificate '" + certificate_file + "'");
  }
  std::signal(SIGPIPE, SIG_IGN);
  return context;
}

TlsContext::~TlsContext() {
  if (handle_) SSL_CTX_free(handle_);
}

std::unique_ptr<TlsSession> TlsContext::accept(int socket) {
  SSL* const handle = SSL_new(handle_);
  std::unique_ptr<TlsSession> session(new TlsSession(shared_from_this(), handle));
  session->failed_ = !handle || SSL_set_fd(handle, socket) != 1;
  if (handle) SSL_set_accept_state(handle);
  return session;
}

TlsSession::~TlsSession() {
  if (handle_) SSL_free(handle_);
}

TlsSession::Outcome TlsSession::outcome(int result) {
  if (result == 1) return Outcome::Done;
  switch (SSL_get_error(handle_, result)) {
    case SSL_ERROR_WANT_READ: return Outcome::WantsRead;
    case SSL_ERROR_WANT_WRITE: return Outcome::WantsWrite;
    case SSL_ERROR_ZERO_RETURN: return Outcome::Ended;
    default:
      failed_ = true;  // OpenSSL wants no further call
      return Outcome::Failed;
  }
}

TlsSession::Outcome TlsSession::read(void* room, std::size_t size, std::size_t& got) {
  got = 0;
  if (failed_) return Outcome::Failed;
  ERR_clear_error();
  return outcome(SSL_read_ex(handle_, room, size, &got));
}

TlsSession::Outcome TlsSession::write(std::string_view bytes, std::size_t& written) {
  written = 0;
  if (failed_) return Outcome::Failed;
  ERR_clear_error();
  return outcome(SSL_write_ex(handle_, bytes.data(), bytes.size(), &written));
}

bool TlsSession::established() const { return !failed_ && SSL_is_init_finished(handle_) == 1; }

void TlsSession::shut_down() {
  if (!established()) return;
  ERR_clear_error();
  SSL_shutdown(handle_);
}

}  // namespace lambdalocal::system
