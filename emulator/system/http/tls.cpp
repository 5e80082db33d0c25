#include "emulator/system/http/tls.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <csignal>
#include <fstream>

namespace lambdalocal::system {
namespace {

// What is used of libssl and of the libcrypto that comes with it.
// clang-format off
#define LAMBDALOCAL_LIBSSL(X)                                                                                  \
  X(TLS_server_method) X(SSL_CTX_new) X(SSL_CTX_free) X(SSL_CTX_ctrl) X(SSL_CTX_set_options)                   \
  X(SSL_CTX_use_certificate_chain_file) X(SSL_CTX_use_PrivateKey_file) X(SSL_CTX_check_private_key)            \
  X(SSL_CTX_set_default_passwd_cb) X(SSL_new) X(SSL_free) X(SSL_set_fd) X(SSL_set_accept_state) X(SSL_read_ex) \
  X(SSL_write_ex) X(SSL_get_error) X(SSL_is_init_finished) X(SSL_shutdown) X(ERR_clear_error)                  \
  X(ERR_peek_last_error) X(ERR_reason_error_string)
// clang-format on

struct LibSsl {
#define DECLARE(name) decltype(&::name) name = nullptr;
  LAMBDALOCAL_LIBSSL(DECLARE)
#undef DECLARE
};

// None when it is not installed, or lacks something.
const LibSsl* libssl() {
  static const LibSsl* const loaded = []() -> const LibSsl* {
    void* const library = ::dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);  // stays loaded until the process ends
    if (!library) return nullptr;
    static LibSsl functions;
#define LOOK_UP(name)                                                            \
  functions.name = reinterpret_cast<decltype(&::name)>(::dlsym(library, #name)); \
  if (!functions.name) return nullptr;
    LAMBDALOCAL_LIBSSL(LOOK_UP)
#undef LOOK_UP
    return &functions;
  }();
  return loaded;
}

std::string last_reason() {
  const char* const reason = libssl()->ERR_reason_error_string(libssl()->ERR_peek_last_error());
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
  if (!libssl()) {
    return Error{ErrorKind::System, "serve TLS: libssl.so.3 is not installed\ninstall OpenSSL 3 (package libssl3)"};
  }
  const LibSsl& ssl = *libssl();
  std::shared_ptr<TlsContext> context(new TlsContext());
  auto* const handle = ssl.SSL_CTX_new(ssl.TLS_server_method());
  context->handle_ = handle;
  if (!handle) return Error{ErrorKind::System, "serve TLS: " + last_reason()};
  ssl.SSL_CTX_ctrl(handle, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, nullptr);
  ssl.SSL_CTX_ctrl(handle, SSL_CTRL_MODE,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS,
                   nullptr);
  ssl.SSL_CTX_set_options(handle, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
  ssl.SSL_CTX_set_default_passwd_cb(handle, &no_passphrase);
  ssl.ERR_clear_error();
  if (ssl.SSL_CTX_use_certificate_chain_file(handle, certificate_file.c_str()) != 1) {
    return unusable("TLS certificate", certificate_file, last_reason() + "\nit must be a certificate in PEM form");
  }
  if (ssl.SSL_CTX_use_PrivateKey_file(handle, key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return unusable(
        "TLS key", key_file,
        last_reason() + "\nit must be the key of '" + certificate_file + "' in PEM form, without a passphrase");
  }
  if (ssl.SSL_CTX_check_private_key(handle) != 1) {
    return unusable("TLS key", key_file, "it is not the key of the certificate '" + certificate_file + "'");
  }
  std::signal(SIGPIPE, SIG_IGN);
  return context;
}

TlsContext::~TlsContext() {
  if (handle_) libssl()->SSL_CTX_free(static_cast<SSL_CTX*>(handle_));
}

std::unique_ptr<TlsSession> TlsContext::accept(int socket) {
  SSL* const handle = libssl()->SSL_new(static_cast<SSL_CTX*>(handle_));
  std::unique_ptr<TlsSession> session(new TlsSession(shared_from_this(), handle));
  session->failed_ = !handle || libssl()->SSL_set_fd(handle, socket) != 1;
  if (handle) libssl()->SSL_set_accept_state(handle);
  return session;
}

TlsSession::~TlsSession() {
  if (handle_) libssl()->SSL_free(static_cast<SSL*>(handle_));
}

TlsSession::Outcome TlsSession::outcome(int result) {
  if (result == 1) return Outcome::Done;
  switch (libssl()->SSL_get_error(static_cast<SSL*>(handle_), result)) {
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
  libssl()->ERR_clear_error();
  return outcome(libssl()->SSL_read_ex(static_cast<SSL*>(handle_), room, size, &got));
}

TlsSession::Outcome TlsSession::write(std::string_view bytes, std::size_t& written) {
  written = 0;
  if (failed_) return Outcome::Failed;
  libssl()->ERR_clear_error();
  return outcome(libssl()->SSL_write_ex(static_cast<SSL*>(handle_), bytes.data(), bytes.size(), &written));
}

bool TlsSession::established() const {
  return !failed_ && libssl()->SSL_is_init_finished(static_cast<SSL*>(handle_)) == 1;
}

void TlsSession::shut_down() {
  if (!established()) return;
  libssl()->ERR_clear_error();
  libssl()->SSL_shutdown(static_cast<SSL*>(handle_));
}

}  // namespace lambdalocal::system
