// The Lambda API as SDKs and the AWS CLI call it: Invoke in its types, InvokeWithResponseStream, InvokeAsync, and what
// tools ask of the functions that are served. Every other operation is answered 501, by name.
// Source: docs.aws.amazon.com/lambda/latest/api/API_Operations.html
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/function/reference.h"
#include "core/http/local_access.h"
#include "core/lambda_api/errors.h"
#include "core/lambda_api/function_configuration.h"
#include "core/lambda_api/operations.h"
#include "core/result.h"
#include "emulator/functions/registry.h"
#include "emulator/invocation/asynchronous.h"
#include "emulator/invocation/invoker.h"
#include "emulator/invocation/request.h"
#include "emulator/system/http/server.h"
#include "emulator/traffic.h"

namespace lambdalocal {
class Call;
}

namespace lambdalocal::lambda_api {

struct ServerOptions {
  system::HttpServerOptions http;
  LocalAccess access;
  std::string region{kDefaultRegion};  // of callers that sign for none
  std::string account_id{kDefaultAccountId};
  Traffic* traffic = nullptr;  // is told of each invocation that a caller has waited for; may be null
};

class Server {
 public:
  // All must outlive it.
  static Result<std::unique_ptr<Server>> listen(Registry& registry, Invoker& invoker, EventQueue& events,
                                                ServerOptions options);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const { return http_->port(); }
  system::HttpServer& http() { return *http_; }

 private:
  // What is true of a request whatever its operation.
  struct Request {
    system::HttpExchange& exchange;
    OperationMatch operation;
    std::string id;      // x-amzn-RequestId, and that of the invocation
    std::string region;  // the one the caller signs for
  };
  struct Target {
    std::shared_ptr<RegisteredFunction> function;
    FunctionReference reference;
  };
  // What Invoke and InvokeWithResponseStream have in common.
  struct InvokeInput {
    Target target;
    InvokeRequest request;
    bool dry_run = false;
    bool asynchronous = false;
    bool log_tail = false;
  };

  Server(Registry& registry, Invoker& invoker, EventQueue& events, ServerOptions options);

  boost::asio::awaitable<void> serve(system::HttpExchange& exchange);
  bool is_for_us(system::HttpExchange& exchange, std::string_view request_id) const;
  boost::asio::awaitable<void> invoke(Request request);
  boost::asio::awaitable<void> invoke_with_response_stream(Request request);
  boost::asio::awaitable<void> invoke_async(Request request);
  boost::asio::awaitable<void> list_functions(Request request);
  boost::asio::awaitable<void> get_function(Request request);
  boost::asio::awaitable<void> get_function_configuration(Request request);

  // The one table from an operation to its handler; none: it is not emulated, and answered 501 by its name.
  using Handler = boost::asio::awaitable<void> (Server::*)(Request);
  static Handler handler_of(Operation operation);

  std::variant<Target, ApiError> find_target(const Request& request) const;
  // The description of the function a request names, made ready before; none when the request has been refused.
  boost::asio::awaitable<std::optional<FunctionDescription>> describe_target(const Request& request);
  boost::asio::awaitable<std::optional<InvokeInput>> read_invocation(const Request& request,
                                                                     std::string_view operation);
  void accept_event(const Request& request, InvokeInput input, std::string_view answer);
  std::variant<InvokeInput, ApiError> check_invocation(const Request& request, std::string body) const;

  Registry& registry_;
  Invoker& invoker_;
  EventQueue& events_;
  const ServerOptions options_;
  std::optional<system::HttpServer> http_;
};

// Queues the answer: `header_lines` are added to those that every answer has.
void respond(system::HttpExchange& exchange, std::string_view request_id, int status, std::string_view header_lines,
             std::string_view body);
void refuse(system::HttpExchange& exchange, std::string_view request_id, const ApiError& error);

}  // namespace lambdalocal::lambda_api
