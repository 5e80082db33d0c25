// How the servers of a `serve` listen: where, with TLS or without, and for whom.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "cli/commands/serve_options.h"
#include "core/http/local_access.h"
#include "core/result.h"
#include "emulator/system/http/server.h"
#include "emulator/system/http/tls.h"

namespace lambdalocal::commands {

class Listening {
 public:
  // Loads the certificate.
  static Result<Listening> create(const ServeOptions& options);

  system::HttpServerOptions on(std::uint16_t port) const;
  std::string url(std::uint16_t port) const;  // "http://127.0.0.1:3001"
  const LocalAccess& access() const { return access_; }
  // Whether others than this machine may reach us.
  bool reaches_out() const;

  // What to do when `port` cannot be listened on, after the error that says so.
  Error with_advice(Error error, std::string_view flag, std::uint16_t port) const;

 private:
  std::string address_;
  LocalAccess access_;
  std::shared_ptr<system::TlsContext> tls_;
};

}  // namespace lambdalocal::commands
