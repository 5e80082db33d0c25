#include "core/gateway/authorizers/jwt.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/gateway/failures.h"
#include "core/gateway/proxy_response.h"
#include "core/http/text.h"

namespace lambdalocal::gateway {
namespace {

// As the gateway prints claims: [a b] for a list, map[a:1 b:2] for an object.
std::string claim_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_structured()) return value.dump();
  std::vector<std::string> parts;
  for (const auto& [name, part] : value.items()) {
    parts.push_back(value.is_array() ? claim_text(part) : fmt::format("{}:{}", name, claim_text(part)));
  }
  if (value.is_object()) std::sort(parts.begin(), parts.end());
  return fmt::format("{}[{}]", value.is_array() ? "" : "map", fmt::join(parts, " "));
}

bool holds(const Json& claims, const char* name, const std::vector<std::string>& accepted) {
  const auto found = claims.find(name);
  if (found == claims.end()) return false;
  const auto is_accepted = [&](const Json& value) {
    return value.is_string() && std::find(accepted.begin(), accepted.end(), value.get<std::string>()) != accepted.end();
  };
  if (found->is_array()) return std::any_of(found->begin(), found->end(), is_accepted);
  return is_accepted(*found);
}

std::optional<std::string> claims_fault(const JwtAuthorizer& authorizer, const Json& claims,
                                        std::chrono::system_clock::time_point now) {
  if (claim_of(claims, "iss") != authorizer.issuer) return "the token does not have a valid issuer";
  const char* audience = claims.contains("aud") ? "aud" : "client_id";
  if (!holds(claims, audience, authorizer.audiences)) return "the token does not have a valid audience";
  const double seconds = static_cast<double>(epoch_milliseconds(now)) / 1000;
  const auto expires = time_claim_of(claims, "exp");
  if (!expires || *expires <= seconds) return "the token has expired";
  if (const auto not_before = time_claim_of(claims, "nbf"); not_before && *not_before > seconds) {
    return "the token is not valid yet";
  }
  if (const auto issued = time_claim_of(claims, "iat"); issued && *issued > seconds)
    return "the token was issued in the future";
  return std::nullopt;
}

JwtVerdict refused(Failure failure, std::string challenge, std::string fault) {
  JwtVerdict verdict;
  verdict.refusal = failure_response(FrontEnd::HttpApi, failure);
  verdict.refusal->headers.emplace_back("www-authenticate", std::move(challenge));
  verdict.fault = std::move(fault);
  return verdict;
}

JwtVerdict invalid_token(const std::string& fault) {
  return refused(Failure::Unauthorized,
                 fmt::format(R"(Bearer scope="" error="invalid_token" error_description="{}")", fault), fault);
}

}  // namespace

JwtVerdict check_jwt(const JwtAuthorizer& authorizer, std::optional<std::string_view> token,
                     const std::vector<std::string>& scopes, const std::vector<Jwk>& keys,
                     std::chrono::system_clock::time_point now, const SignatureCheck& is_valid) {
  const std::string_view text = without_bearer(token.value_or(""));
  if (text.empty()) return refused(Failure::Unauthorized, "Bearer", "there is no token");
  const auto read = read_token(text);
  if (!read) return invalid_token("the token is malformed");
  if (const auto fault = signature_fault(*read, keys, is_valid)) {
    JwtVerdict verdict = invalid_token(fault->what);
    verdict.unknown_key = fault->unknown_key;
    return verdict;
  }
  if (const auto fault = claims_fault(authorizer, read->claims, now)) return invalid_token(*fault);

  Json granted = nullptr;
  if (!scopes.empty()) {
    granted = Json::array();
    for (const std::string& scope : scopes_of(read->claims)) {
      if (std::find(scopes.begin(), scopes.end(), scope) != scopes.end()) granted.push_back(scope);
    }
    if (granted.empty()) {
      return refused(
          Failure::Denied,
          fmt::format(R"(Bearer scope="{}" error="insufficient_scope" error_description="the token does not )"
                      R"(have a required scope")",
                      fmt::join(scopes, " ")),
          "the token does not have a required scope");
    }
  }
  Json claims = Json::object();
  for (const auto& [name, value] : read->claims.items()) claims[name] = claim_text(value);
  const Json context = {{"claims", claims}, {"scopes", granted}};
  JwtVerdict verdict;
  verdict.context_2_0 = event_bytes({{"jwt", context}});
  verdict.context_1_0 = event_bytes(context);
  return verdict;
}

}  // namespace lambdalocal::gateway
