#include "emulator/gateway/authorizers/authorizers.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "core/gateway/proxy_response.h"
#include "emulator/gateway/answer.h"
#include "emulator/gateway/authorizers/jwt_signature.h"
#include "emulator/gateway/integration_timeout.h"

namespace asio = boost::asio;

namespace lambdalocal::gateway {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// As long as API Gateway waits for an authorizer's function.
constexpr std::chrono::milliseconds kRestTimeout = 29s, kHttpTimeout = 10s;

AuthorizerDecision refused(FrontEnd kind, Failure failure, std::string reason) {
  return {failure_response(kind, failure), std::move(reason), ""};
}

AuthorizerDecision judged(const Routing& routing, const Routing::Found& found, const HttpRequest& request,
                          const Authorizer& authorizer, const AuthorizerAnswer& answer,
                          std::chrono::milliseconds latency) {
  const FrontEndConfiguration& front_end = routing.configuration();
  const Verdict verdict = decide(answer, request_arn(request, front_end.api));
  if (verdict != Verdict::Allow) {
    const bool explicitly = verdict == Verdict::ExplicitDeny;
    std::string reason = fmt::format("authorizer {} {}", found.route->authorizer,
                                     explicitly ? "denies it" : "has no statement that allows it");
    if (front_end.kind != FrontEnd::RestApi) return refused(front_end.kind, Failure::Denied, std::move(reason));
    return {rest_denied_response(explicitly), std::move(reason), ""};
  }
  const bool format_2_0 = found.route->payload_format == PayloadFormat::Version_2_0;
  return {std::nullopt, "", authorizer_context(authorizer, answer, format_2_0, latency)};
}

// What a check says with the keys that are known; once more with newer ones, as the issuer may have some, when no key has the token's
// kid. `check` gets the keys, and must outlive it.
template <typename Verdict>
asio::awaitable<Result<Verdict>> checked(std::shared_ptr<JwtKeys> issuer,
                                         const std::function<Verdict(const std::vector<Jwk>&)>& check) {
  auto keys = co_await issuer->keys();
  if (!keys) co_return std::move(keys).error();
  Verdict verdict = check(**keys);
  if (!verdict.unknown_key) co_return verdict;
  auto newer = co_await issuer->newer_keys();
  if (newer && *newer != *keys) verdict = check(**newer);
  co_return verdict;
}

// The pool that the token is of; one of the others, which says so, when it is of none. Null when there are no pools.
const UserPoolConfiguration* pool_of(const UserPoolAuthorizer& authorizer, const std::string& token) {
  if (authorizer.pools.empty()) return nullptr;
  const std::string issuer = issuer_of(token);
  const auto found = std::ranges::find_if(authorizer.pools, [&](const auto& one) { return one.pool.issuer == issuer; });
  return found == authorizer.pools.end() ? &authorizer.pools.front() : &*found;
}

// The value of one identity source; none when it is missing.
std::optional<std::string> identity_in(const std::string& source, AuthorizerType type, const Routing& routing,
                                       const Routing::Found& found, const HttpRequest& request) {
  Authorizer asked;
  asked.type = type;
  asked.identity_sources = {source};
  auto values = identity_values(asked, request, routing.configuration().api, found.match);
  return values ? std::optional(std::move(values->front())) : std::nullopt;
}

}  // namespace

Result<std::shared_ptr<Authorizers>> Authorizers::create(const FrontEndConfiguration& front_end,
                                                         FrontEndContext context) {
  std::shared_ptr<Authorizers> authorizers(new Authorizers(std::move(context)));
  for (const auto& [name, settings] : front_end.authorizers) {
    if (const auto* jwt = std::get_if<JwtAuthorizerConfiguration>(&settings)) {
      const std::string& issuer = jwt->jwt.issuer;
      TRY_VOID(authorizers->add_keys(name, issuer, {jwt->jwks, jwt->jwks_file, "", issuer}));
    }
    const auto* of_pools = std::get_if<UserPoolAuthorizer>(&settings);
    if (of_pools == nullptr) continue;
    for (const UserPoolConfiguration& one : of_pools->pools) {
      const std::string& issuer = one.pool.issuer;
      TRY_VOID(
          authorizers->add_keys(name, issuer, {one.jwks, one.jwks_file, issuer + "/.well-known/jwks.json", issuer}));
    }
  }
  return authorizers;
}

Result<void> Authorizers::add_keys(const std::string& authorizer, const std::string& issuer, KeySource source) {
  auto keys = JwtKeys::create(std::move(source), context_.workers);
  if (!keys) return std::move(keys).error().wrap(fmt::format("authorizer \"{}\"", authorizer));
  jwt_keys_[{authorizer, issuer}] = *std::move(keys);
  return {};
}

asio::awaitable<AuthorizerDecision> Authorizers::admit(std::shared_ptr<const Routing> routing,
                                                       const Routing::Found& found, const ReceivedRequest& received) {
  const AuthorizerConfiguration& settings = routing->configuration().authorizers.at(found.route->authorizer);
  if (const auto* jwt = std::get_if<JwtAuthorizerConfiguration>(&settings)) {
    co_return co_await check_token(*routing, found, received.request, *jwt);
  }
  if (const auto* pools = std::get_if<UserPoolAuthorizer>(&settings)) {
    co_return co_await check_pools(*routing, found, received.request, *pools);
  }
  co_return co_await ask_lambda(*routing, found, received, std::get<Authorizer>(settings));
}

asio::awaitable<AuthorizerDecision> Authorizers::ask_lambda(const Routing& routing, const Routing::Found& found,
                                                            const ReceivedRequest& received,
                                                            const Authorizer& authorizer) {
  const FrontEndConfiguration& front_end = routing.configuration();
  const HttpRequest& request = received.request;
  const std::string& name = found.route->authorizer;
  const auto identity = identity_values(authorizer, request, front_end.api, found.match);
  if (!identity) {
    co_return refused(front_end.kind, Failure::Unauthorized,
                      fmt::format("what authorizer {} goes by is missing or not of its form", name));
  }
  const std::string key = authorizer_cache_key(*identity);
  const auto began = steady_clock::now();
  if (const auto known = answers_[name].find(key, began)) {
    co_return judged(routing, found, request, authorizer, *known, 0ms);
  }
  std::string event = authorizer_event(authorizer, request, front_end.api, found.match, *identity);
  const auto ended = co_await call(authorizer, std::move(event), received.trace_header);
  const auto failed = [&](Failure failure, std::string_view reason) {
    return refused(front_end.kind, failure, fmt::format("authorizer {}: {}", name, reason));
  };
  if (!ended) co_return failed(Failure::AuthorizerFailed, "its function is no longer there");
  if (!ended->outcome() || ended->outcome()->status != InvocationStatus::Success) {
    const Failure failure =
        ended->outcome() ? authorizer_failure(authorizer, ended->outcome()->payload) : Failure::AuthorizerFailed;
    co_return failed(failure, failure_of(*ended, front_end.kind, authorizer.function).fault);
  }
  auto answer = read_authorizer_answer(authorizer, ended->outcome()->payload);
  if (!answer) co_return failed(Failure::AuthorizerFailed, answer.error().message);
  const auto kept = std::make_shared<const AuthorizerAnswer>(*std::move(answer));
  const auto now = steady_clock::now();
  answers_[name].keep(key, kept, now + authorizer.result_ttl, now);
  co_return judged(routing, found, request, authorizer, *kept,
                   std::chrono::duration_cast<std::chrono::milliseconds>(now - began));
}

// The call when it is over, or took too long; null without a function.
asio::awaitable<std::shared_ptr<Call>> Authorizers::call(const Authorizer& authorizer, std::string event,
                                                         std::string trace_header) {
  const auto function = context_.registry.find(authorizer.function);
  if (!function) co_return nullptr;
  InvokeRequest invocation;
  invocation.event = std::make_shared<const std::string>(std::move(event));
  invocation.trace_header = std::move(trace_header);
  const auto& executor = context_.registry.executor();
  auto started = context_.invoker.start(function, std::move(invocation), Call::Mode::Buffered);
  const bool is_rest = authorizer.type == AuthorizerType::Token || authorizer.type == AuthorizerType::Request;
  const auto timer = stop_waiting_after(started, executor, is_rest ? kRestTimeout : kHttpTimeout);
  co_await started->until_answered();
  co_return started;
}

asio::awaitable<AuthorizerDecision> Authorizers::check_token(const Routing& routing, const Routing::Found& found,
                                                             const HttpRequest& request,
                                                             const JwtAuthorizerConfiguration& authorizer) {
  const std::string& name = found.route->authorizer;
  const auto token = identity_in(authorizer.identity_source, AuthorizerType::HttpRequest_2_0, routing, found, request);
  const std::function check = [&](const std::vector<Jwk>& keys) {
    return check_jwt(authorizer.jwt, token, found.route->scopes, keys, request.time, rsa_signature_is_valid);
  };
  Result<JwtVerdict> verdict = JwtVerdict();
  if (token) {
    verdict = co_await checked<JwtVerdict>(jwt_keys_.at({name, authorizer.jwt.issuer}), check);
  } else {
    verdict = check({});
  }
  if (!verdict) {
    HttpResponse response = failure_response(FrontEnd::HttpApi, Failure::Unauthorized);
    response.headers.emplace_back("www-authenticate", R"(Bearer scope="" error="invalid_token" error_description=)"
                                                      R"("OIDC discovery endpoint communication error")");
    co_return AuthorizerDecision{std::move(response), fmt::format("authorizer {}: {}", name, verdict.error().message),
                                 ""};
  }
  if (verdict->refusal) {
    co_return AuthorizerDecision{std::move(verdict->refusal), fmt::format("authorizer {}: {}", name, verdict->fault),
                                 ""};
  }
  const bool format_2_0 = found.route->payload_format == PayloadFormat::Version_2_0;
  co_return AuthorizerDecision{std::nullopt, "", std::move(format_2_0 ? verdict->context_2_0 : verdict->context_1_0)};
}

asio::awaitable<AuthorizerDecision> Authorizers::check_pools(const Routing& routing, const Routing::Found& found,
                                                             const HttpRequest& request,
                                                             const UserPoolAuthorizer& authorizer) {
  const std::string& name = found.route->authorizer;
  const auto unauthorized = [&](std::string_view why) {
    return refused(FrontEnd::RestApi, Failure::Unauthorized, fmt::format("authorizer {}: {}", name, why));
  };
  const auto token = identity_in(authorizer.identity_source, AuthorizerType::Token, routing, found, request);
  if (!token) co_return unauthorized(fmt::format("there is no token in {}", authorizer.identity_source));
  const UserPoolConfiguration* pool = pool_of(authorizer, *token);
  if (pool == nullptr) co_return unauthorized("it has no user pool");
  if (pool->is_stand_in && pool->jwks.empty() && pool->jwks_file.empty()) {
    co_return unauthorized(
        fmt::format("nobody has keys of the user pool {} before it is deployed: say which one it is under UserPools of "
                    "lambdalocal.json",
                    pool->name));
  }
  const TokenRules rules{found.route->scopes, authorizer.identity_validation};
  const std::function check = [&](const std::vector<Jwk>& keys) {
    return check_user_pool_token(pool->pool, *token, rules, keys, request.time, rsa_signature_is_valid);
  };
  auto verdict = co_await checked<UserPoolVerdict>(jwt_keys_.at({name, pool->pool.issuer}), check);
  if (!verdict) co_return unauthorized(verdict.error().message);
  if (verdict->refusal) {
    co_return AuthorizerDecision{std::move(verdict->refusal), fmt::format("authorizer {}: {}", name, verdict->fault),
                                 ""};
  }
  co_return AuthorizerDecision{std::nullopt, "", std::move(verdict->context)};
}

}  // namespace lambdalocal::gateway
