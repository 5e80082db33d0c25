// The authorizers of an API at work: asks the authorizer's function, or checks the token, and says who may pass. What
// they are told and what their answers mean is core/gateway/authorizers/authorizer.h and core/gateway/authorizers/jwt.h.
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/project/front_ends.h"
#include "core/result.h"
#include "emulator/gateway/authorizers/authorizer_cache.h"
#include "emulator/gateway/authorizers/jwt_keys.h"
#include "emulator/gateway/front_end.h"
#include "emulator/gateway/request.h"
#include "emulator/gateway/routing.h"
#include "emulator/invocation/call.h"

namespace lambdalocal::gateway {

struct AuthorizerDecision {
  std::optional<HttpResponse> refusal;  // none: the request may pass
  std::string reason;                   // why it may not, for the log
  std::string context;                  // requestContext.authorizer for the route's function, JSON text
};

class Authorizers {
 public:
  // Reads the JWKS files; an error says which cannot be used. The references in `context` must outlive it.
  static Result<std::shared_ptr<Authorizers>> create(const FrontEndConfiguration& front_end, FrontEndContext context);

  // The route has an authorizer.
  boost::asio::awaitable<AuthorizerDecision> admit(std::shared_ptr<const Routing> routing, const Routing::Found& found,
                                                   const ReceivedRequest& received);

 private:
  explicit Authorizers(FrontEndContext context) : context_(std::move(context)) {}

  boost::asio::awaitable<AuthorizerDecision> ask_lambda(const Routing& routing, const Routing::Found& found,
                                                        const ReceivedRequest& received, const Authorizer& authorizer);
  boost::asio::awaitable<std::shared_ptr<Call>> call(const Authorizer& authorizer, std::string event,
                                                     std::string trace_header);
  boost::asio::awaitable<AuthorizerDecision> check_token(const Routing& routing, const Routing::Found& found,
                                                         const HttpRequest& request,
                                                         const JwtAuthorizerConfiguration& authorizer);
  boost::asio::awaitable<AuthorizerDecision> check_pools(const Routing& routing, const Routing::Found& found,
                                                         const HttpRequest& request,
                                                         const UserPoolAuthorizer& authorizer);
  Result<void> add_keys(const std::string& authorizer, const std::string& issuer, KeySource source);

  FrontEndContext context_;
  std::map<std::string, AuthorizerCache> answers_;                                    // by the authorizer's name
  std::map<std::pair<std::string, std::string>, std::shared_ptr<JwtKeys>> jwt_keys_;  // likewise, and by the issuer
};

}  // namespace lambdalocal::gateway
