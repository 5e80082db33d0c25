// libssl's functions, loaded on first use: linked statically it would bring 5 MB and its relocations to every start,
// linked as a library it would be mapped on every start.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "core/result.h"

namespace lambdalocal::system {

struct Libssl {
  decltype(&::TLS_client_method) client_method;
  decltype(&::SSL_CTX_new) context_new;
  decltype(&::SSL_CTX_free) context_free;
  decltype(&::SSL_CTX_set_default_verify_paths) context_set_default_verify_paths;
  decltype(&::SSL_CTX_set_verify) context_set_verify;
  decltype(&::SSL_new) create;
  decltype(&::SSL_free) free;
  decltype(&::SSL_set_fd) set_fd;
  decltype(&::SSL_set1_host) set_host;
  decltype(&::SSL_get0_param) parameters;
  decltype(&::SSL_ctrl) control;
  decltype(&::SSL_connect) connect;
  decltype(&::SSL_read) read;
  decltype(&::SSL_write) write;
  decltype(&::SSL_get_error) error_of;
  decltype(&::SSL_get_verify_result) verify_result;
  decltype(&::X509_VERIFY_PARAM_set1_ip_asc) parameters_set_ip;
  decltype(&::X509_verify_cert_error_string) verify_error_text;
  decltype(&::ERR_get_error) next_error;
  decltype(&::ERR_error_string_n) error_text;
};

// The table, or an error that names the Debian package to install. Any thread may call it.
Result<const Libssl*> libssl();

}  // namespace lambdalocal::system
