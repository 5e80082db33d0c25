#include "emulator/gateway/listening.h"

#include <fmt/format.h>

namespace lambdalocal::gateway {

Result<Listening> Listening::create(const ListeningOptions& options) {
  Listening listening;
  listening.address_ = options.host == "localhost" ? "127.0.0.1" : options.host;
  listening.out_of_descriptors_ = options.out_of_descriptors;
  listening.access_.hosts = options.allowed_hosts;
  listening.access_.origins = options.allowed_origins;
  listening.access_.any_address = listening.address_ == "0.0.0.0" || listening.address_ == "::";
  if (listening.reaches_out() && !listening.access_.any_address) {
    listening.access_.hosts.push_back(listening.address_);
  }
  if (options.tls_certificate && options.tls_key) {
    TRY(tls, system::TlsContext::load(options.tls_certificate->string(), options.tls_key->string()));
    listening.tls_ = std::move(tls);
  }
  return listening;
}

bool Listening::reaches_out() const { return !is_loopback_host(address_ == "::1" ? "[::1]" : address_); }

system::HttpServerOptions Listening::on(std::uint16_t port) const {
  system::HttpServerOptions server;
  server.address = address_;
  server.port = port;
  server.limits = system::HttpLimits::for_front_ends();
  server.tls = tls_;
  server.out_of_descriptors = out_of_descriptors_;
  return server;
}

std::string Listening::url(std::uint16_t port) const {
  const bool v6 = address_.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", tls_ ? "https" : "http", v6 ? "[" : "", address_, v6 ? "]" : "", port);
}

Error Listening::with_advice(Error error, std::string_view setting, std::uint16_t port) const {
  if (error.kind != ErrorKind::System || port == 0) return error;
  const auto other = system::HttpServer::free_port_after(address_, port);
  error.message += other ? fmt::format("\n{} {} is free; {} 0 takes any free port", setting, *other, setting)
                         : fmt::format("\n{} 0 takes any free port", setting);
  return error;
}

}  // namespace lambdalocal::gateway
