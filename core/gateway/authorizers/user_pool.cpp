// Claims come to the function as texts, as API Gateway writes them: numbers and booleans as they stand, the times exp and iat as
// "Tue Feb 27 06:29:44 UTC 2018", lists with commas in between, objects as JSON.
#include "core/gateway/authorizers/user_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <nlohmann/json.hpp>

#include "core/gateway/failures.h"
#include "core/http/text.h"
#include "core/text/regular_expression.h"

namespace lambdalocal::gateway {
namespace {

constexpr double kLastTime = 253'402'300'799;  // of the year 9999
constexpr std::string_view kExpired = R"({"message":"The incoming token has expired"})";

UserPool pool_in(std::string_view region, std::string_view suffix, std::string_view id) {
  return {std::string(id), fmt::format("https://cognito-idp.{}.{}/{}", region, suffix, id)};
}

std::string_view url_suffix(std::string_view region) {
  return region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

// As Date.toString() of Java has it.
std::string date_text(double seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return fmt::format("{} {} {:02} {:02}:{:02}:{:02} UTC {}", kDays[parts.tm_wday], kMonths[parts.tm_mon], parts.tm_mday,
                     parts.tm_hour, parts.tm_min, parts.tm_sec, parts.tm_year + 1900);
}

std::string claim_text(std::string_view name, const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() && (name == "exp" || name == "iat")) {
    const double seconds = value.get<double>();
    if (seconds >= 0 && seconds <= kLastTime) return date_text(seconds);
  }
  if (!value.is_array()) return value.dump();
  std::vector<std::string> parts;
  for (const Json& part : value) parts.push_back(claim_text("", part));
  return fmt::format("{}", fmt::join(parts, ","));
}

UserPoolVerdict refused(std::string fault) {
  UserPoolVerdict verdict;
  verdict.refusal = failure_response(FrontEnd::RestApi, Failure::Unauthorized);
  verdict.fault = std::move(fault);
  return verdict;
}

// What the token is, and whether that is wanted.
std::optional<std::string> use_fault(const Json& claims, const TokenRules& rules) {
  const std::string use = claim_of(claims, "token_use");
  if (rules.scopes.empty()) {
    if (use == "id") return std::nullopt;
    return "it is no identity token, and without AuthorizationScopes the method takes no other";
  }
  if (use != "access") return "it is no access token, and with AuthorizationScopes the method takes no other";
  const auto granted = scopes_of(claims);
  const bool has_one = std::ranges::any_of(
      granted, [&](const std::string& scope) { return std::ranges::find(rules.scopes, scope) != rules.scopes.end(); });
  if (has_one) return std::nullopt;
  return fmt::format("the token has none of the scopes {}", fmt::join(rules.scopes, ", "));
}

bool has_aud(const Json& claims, const std::string& expression) {
  const auto compiled = RegularExpression::compile(expression);
  return compiled && compiled->matches(claim_of(claims, "aud")) == RegularExpression::Match::Yes;
}

}  // namespace

std::optional<UserPool> user_pool_of(std::string_view arn) {
  std::vector<std::string_view> parts;
  for (int count = 0; count < 5; ++count) {
    const auto colon = arn.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    parts.push_back(arn.substr(0, colon));
    arn.remove_prefix(colon + 1);
  }
  constexpr std::string_view kResource = "userpool/";
  if (parts[0] != "arn" || parts[2] != "cognito-idp" || parts[3].empty() || !arn.starts_with(kResource)) {
    return std::nullopt;
  }
  arn.remove_prefix(kResource.size());
  if (arn.empty()) return std::nullopt;
  return pool_in(parts[3], url_suffix(parts[3]), arn);
}

std::optional<UserPool> user_pool_of_id(std::string_view id) {
  const auto underscore = id.find('_');
  if (underscore == 0 || underscore == std::string_view::npos || underscore + 1 == id.size()) return std::nullopt;
  if (id.find_first_of("/:") != std::string_view::npos) return std::nullopt;
  const std::string_view region = id.substr(0, underscore);
  return pool_in(region, url_suffix(region), id);
}

std::string issuer_of(std::string_view token) {
  const auto read = read_token(without_bearer(token));
  return read ? claim_of(read->claims, "iss") : std::string();
}

UserPoolVerdict check_user_pool_token(const UserPool& pool, std::string_view token, const TokenRules& rules,
                                      const std::vector<Jwk>& keys, std::chrono::system_clock::time_point now,
                                      const SignatureCheck& is_valid) {
  const auto read = read_token(without_bearer(token));
  if (!read) return refused("what it has is no token");
  const Json& claims = read->claims;
  if (const std::string issuer = claim_of(claims, "iss"); issuer != pool.issuer) {
    return refused(fmt::format("the token is of \"{}\", and not of {}", quotable(issuer), pool.issuer));
  }
  if (!rules.aud_expression.empty() && !has_aud(claims, rules.aud_expression)) {
    return refused("the aud of the token is not as IdentityValidationExpression wants it");
  }
  if (const auto fault = signature_fault(*read, keys, is_valid)) {
    UserPoolVerdict verdict = refused(fault->what);
    verdict.unknown_key = fault->unknown_key;
    return verdict;
  }
  const auto expires = time_claim_of(claims, "exp");
  if (!expires) return refused("the token has no exp");
  if (*expires <= static_cast<double>(epoch_milliseconds(now)) / 1000) {
    UserPoolVerdict verdict = refused("the token has expired");
    verdict.refusal->body = kExpired;
    return verdict;
  }
  if (auto fault = use_fault(claims, rules)) return refused(*std::move(fault));
  Json texts = Json::object();
  for (const auto& [name, value] : claims.items()) texts[name] = claim_text(name, value);
  UserPoolVerdict verdict;
  verdict.context = event_bytes({{"claims", texts}});
  return verdict;
}

}  // namespace lambdalocal::gateway
