// Where the servers of an emulator listen, with TLS or without, and for whom.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/http/local_access.h"
#include "core/result.h"
#include "emulator/system/http/server.h"
#include "emulator/system/http/tls.h"

namespace lambdalocal::gateway {

struct ListeningOptions {
  std::string host = "127.0.0.1";
  std::vector<std::string> allowed_hosts;    // other names by which we may be called
  std::vector<std::string> allowed_origins;  // pages of other sites that may call: https://app.example.com, *
  std::optional<std::filesystem::path> tls_certificate, tls_key;
  std::function<void()> out_of_descriptors;  // as HttpServerOptions has it
};

class Listening {
 public:
  // Loads the certificate.
  static Result<Listening> create(const ListeningOptions& options);

  system::HttpServerOptions on(std::uint16_t port) const;
  std::string url(std::uint16_t port) const;  // "http://127.0.0.1:3001"
  const LocalAccess& access() const { return access_; }
  // Whether others than this machine may reach us.
  bool reaches_out() const;

  // What to do when `port` cannot be listened on, after the error that says so. `setting`: what people set it with.
  Error with_advice(Error error, std::string_view setting, std::uint16_t port) const;

 private:
  std::string address_;
  LocalAccess access_;
  std::shared_ptr<system::TlsContext> tls_;
  std::function<void()> out_of_descriptors_;
};

}  // namespace lambdalocal::gateway
