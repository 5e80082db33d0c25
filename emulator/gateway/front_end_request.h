// One request on its way through a front end, from the head that came over the wire to the last byte of the answer.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "core/gateway/failures.h"
#include "core/gateway/responses.h"
#include "emulator/gateway/front_end.h"
#include "emulator/gateway/request.h"
#include "emulator/gateway/routing.h"
#include "emulator/invocation/call.h"
#include "emulator/system/http/server.h"

namespace lambdalocal::gateway {

class Authorizers;

class FrontEndRequest {
 public:
  // The references must outlive it: it lives while the exchange is handled.
  FrontEndRequest(system::HttpExchange& exchange, std::shared_ptr<const Routing> routing,
                  std::shared_ptr<Authorizers> authorizers, const FrontEndContext& context);

  boost::asio::awaitable<void> run();

 private:
  const HttpRequest& request() const { return received_.request; }
  const FrontEndConfiguration& front_end() const { return routing_->configuration(); }
  FrontEnd kind() const { return routing_->kind(); }

  // Whether there is a request to serve; if not, it has been answered.
  bool is_acceptable();
  bool takes_page();
  boost::asio::awaitable<bool> receive_body();

  boost::asio::awaitable<void> invoke(const Routing::Found& found, std::string event);
  // Hands a streamed response on as it comes. No answer is begun when it is called.
  boost::asio::awaitable<void> stream(const RouteConfiguration& route, std::shared_ptr<Call> call);
  boost::asio::awaitable<bool> begin_stream(const RouteConfiguration& route, Call& call, std::string& first_bytes);
  void begin_stream(const HttpResponse& head);
  void answer_unstreamed(const RouteConfiguration& route, const Call& call);

  // Answers, as the front end answers everything, and tells why when it is no answer of the function.
  void finish(HttpResponse response, std::string_view reason = {});
  void fail(Failure failure, std::string_view reason) { finish(failure_response(kind(), failure), reason); }
  void add_headers(HttpResponse& response) const;  // CORS, and the ids of the request
  void tell(const HttpResponse& response) const;   // whoever records the traffic
  void log(int status, std::string_view reason) const;

  system::HttpExchange& exchange_;
  const std::shared_ptr<const Routing> routing_;
  const std::shared_ptr<Authorizers> authorizers_;
  const FrontEndContext& context_;
  ReceivedRequest received_;
  bool is_taken_ = false;  // it has come whole, and is not refused for what it is
  HttpResponse streamed_;  // so far, where somebody records it
};

}  // namespace lambdalocal::gateway
