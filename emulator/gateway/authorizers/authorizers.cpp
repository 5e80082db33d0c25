#include "emulator/gateway/authorizers/authorizers.h"

#include <fmt/format.h>

#include <boost/asio/steady_timer.hpp>

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

}  // namespace

Result<std::shared_ptr<Authorizers>> Authorizers::create(const FrontEndConfiguration& front_end,
                                                         FrontEndContext context) {
  std::shared_ptr<Authorizers> authorizers(new Authorizers(std::move(context)));
  for (const auto& [name, settings] : front_end.authorizers) {
    const auto* jwt = std::get_if<JwtAuthorizerConfiguration>(&settings);
    if (jwt == nullptr) continue;
    auto keys = JwtKeys::create(*jwt, authorizers->context_.workers);
    if (!keys) return std::move(keys).error().wrap(fmt::format("authorizer \"{}\"", name));
    authorizers->jwt_keys_[name] = *std::move(keys);
  }
  return authorizers;
}

asio::awaitable<AuthorizerDecision> Authorizers::admit(std::shared_ptr<const Routing> routing,
                                                       const Routing::Found& found, const ReceivedRequest& received) {
  const AuthorizerConfiguration& settings = routing->configuration().authorizers.at(found.route->authorizer);
  if (const auto* jwt = std::get_if<JwtAuthorizerConfiguration>(&settings)) {
    co_return co_await check_token(*routing, found, received.request, *jwt);
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
  Authorizer source;
  source.type = AuthorizerType::HttpRequest_2_0;
  source.identity_sources = {authorizer.identity_source};
  const auto identity = identity_values(source, request, routing.configuration().api, found.match);
  std::optional<std::string_view> token;
  JwtKeys::Keys keys = std::make_shared<const std::vector<Jwk>>();
  if (identity) {
    token = identity->front();
    auto found_keys = co_await jwt_keys_.at(name)->keys();
    if (!found_keys) {
      HttpResponse response = failure_response(FrontEnd::HttpApi, Failure::Unauthorized);
      response.headers.emplace_back("www-authenticate", R"(Bearer scope="" error="invalid_token" error_description=)"
                                                        R"("OIDC discovery endpoint communication error")");
      co_return AuthorizerDecision{std::move(response),
                                   fmt::format("authorizer {}: {}", name, found_keys.error().message), ""};
    }
    keys = *std::move(found_keys);
  }
  const auto check = [&] {
    return check_jwt(authorizer.jwt, token, found.route->scopes, *keys, request.time, rsa_signature_is_valid);
  };
  JwtVerdict verdict = check();
  if (verdict.unknown_key) {  // the issuer may have new ones
    auto newer = co_await jwt_keys_.at(name)->newer_keys();
    if (newer && *newer != keys) {
      keys = *std::move(newer);
      verdict = check();
    }
  }
  if (verdict.refusal) {
    co_return AuthorizerDecision{std::move(verdict.refusal), fmt::format("authorizer {}: {}", name, verdict.fault), ""};
  }
  const bool format_2_0 = found.route->payload_format == PayloadFormat::Version_2_0;
  co_return AuthorizerDecision{std::nullopt, "", std::move(format_2_0 ? verdict.context_2_0 : verdict.context_1_0)};
}

}  // namespace lambdalocal::gateway
