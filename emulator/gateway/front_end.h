// One HTTP front end of Lambda on a port of its own: an HTTP API, a REST API, a Function URL or an Application Load
// Balancer. Turns each request into an event (core/gateway), invokes the function it is for, and answers as that front
// end does on AWS, its failures included. Why a request was not answered by a function is told in one line of the log.
// Source: docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html and the pages core/gateway names
#pragma once

#include <utility>
//
#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/http/local_access.h"
#include "core/project/front_ends.h"
#include "core/result.h"
#include "emulator/functions/registry.h"
#include "emulator/gateway/forwarded_requests.h"
#include "emulator/invocation/invoker.h"
#include "emulator/system/http/server.h"
#include "emulator/traffic.h"

namespace lambdalocal::gateway {

// What a front end is put into. The references must outlive it; all runs on the registry's executor.
struct FrontEndContext {
  Registry& registry;
  Invoker& invoker;
  system::Workers& workers;  // fetch the keys of JWT issuers
  // "GET /pets -> 502: function pets: statusCode is missing"; empty for silence.
  std::function<void(std::string_view line)> log;
  // Which hosts a request may name, and the pages of which sites may send it: others get 403, and no function runs. None:
  // all may.
  std::optional<LocalAccess> access;
  Traffic* traffic = nullptr;  // is told of each answer; may be null
  // Of all front ends that may lead to one another.
  std::shared_ptr<ForwardedRequests> forwarded = std::make_shared<ForwardedRequests>();
};

class FrontEndServer {
 public:
  // Listens at once. An error: a function, a route or an authorizer of the configuration makes no sense, or the port is
  // not to be had.
  static Result<FrontEndServer> listen(FrontEndConfiguration configuration, FrontEndContext context,
                                       system::HttpServerOptions options);
  FrontEndServer(FrontEndServer&&) noexcept;
  FrontEndServer& operator=(FrontEndServer&&) noexcept;
  ~FrontEndServer();  // as close()

  // Another configuration of the same kind, for requests from now on. On an error the one before goes on.
  Result<void> configure(FrontEndConfiguration configuration);

  std::uint16_t port() const;
  // "http://127.0.0.1:3000", for an API with a stage other than $default "http://127.0.0.1:3000/prod".
  std::string url() const;

  system::HttpServer& http();
  void close();  // ends every connection and stops listening; invocations go on

 private:
  struct State;
  explicit FrontEndServer(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace lambdalocal::gateway
