#include "emulator/system/http/libssl.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <optional>

namespace lambdalocal::system {
namespace {

template <typename Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(::dlsym(library, name));  // finds those of libcrypto, too, which it needs
  return function != nullptr;
}

std::optional<Libssl> load() {
  void* const library = ::dlopen(LIBSSL_SONAME, RTLD_NOW | RTLD_LOCAL);  // stays loaded until the process ends
  if (library == nullptr) return std::nullopt;
  Libssl table{};
  const bool complete =
      find(library, "TLS_client_method", table.client_method) && find(library, "SSL_CTX_new", table.context_new) &&
      find(library, "SSL_CTX_free", table.context_free) &&
      find(library, "SSL_CTX_set_default_verify_paths", table.context_set_default_verify_paths) &&
      find(library, "SSL_CTX_set_verify", table.context_set_verify) && find(library, "SSL_new", table.create) &&
      find(library, "SSL_free", table.free) && find(library, "SSL_set_fd", table.set_fd) &&
      find(library, "SSL_set1_host", table.set_host) && find(library, "SSL_get0_param", table.parameters) &&
      find(library, "SSL_ctrl", table.control) && find(library, "SSL_connect", table.connect) &&
      find(library, "SSL_read", table.read) && find(library, "SSL_write", table.write) &&
      find(library, "SSL_get_error", table.error_of) && find(library, "SSL_get_verify_result", table.verify_result) &&
      find(library, "X509_VERIFY_PARAM_set1_ip_asc", table.parameters_set_ip) &&
      find(library, "X509_verify_cert_error_string", table.verify_error_text) &&
      find(library, "ERR_get_error", table.next_error) && find(library, "ERR_error_string_n", table.error_text);
  return complete ? std::optional(table) : std::nullopt;
}

}  // namespace

Result<const Libssl*> libssl() {
  static const std::optional<Libssl> table = load();
  if (table) return &*table;
  return Error{ErrorKind::System,
               fmt::format("{} cannot be loaded: there is no https\ninstall it (Debian, Ubuntu: apt install libssl3)",
                           LIBSSL_SONAME)};
}

}  // namespace lambdalocal::system
