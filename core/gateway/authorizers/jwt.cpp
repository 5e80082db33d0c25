#include "core/gateway/authorizers/jwt.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/gateway/failures.h"
#include "core/gateway/proxy_response.h"
#include "core/http/text.h"
#include "core/json/document.h"
#include "core/text/base64.h"

namespace lambdalocal::gateway {
namespace {

constexpr std::size_t kMaxTokenBytes = 64 * 1024;
constexpr std::string_view kUnknownKey = "unable to find a signing key that matches the token's kid";

// Base64 of URLs (RFC 4648 section 5), not padded.
std::optional<std::string> base64url_decode(std::string_view text) {
  std::string standard(text);
  for (char& digit : standard) {
    if (digit == '+' || digit == '/' || digit == '=') return std::nullopt;
    digit = digit == '-' ? '+' : digit == '_' ? '/' : digit;
  }
  standard.append((4 - standard.size() % 4) % 4, '=');
  return base64_decode(standard);
}

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

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

struct Token {
  Json header, claims;
  std::string_view signed_part;
  std::string signature;
};

std::optional<Token> read_token(std::string_view text) {
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  const auto header = base64url_decode(text.substr(0, first));
  const auto claims = base64url_decode(text.substr(first + 1, second - first - 1));
  auto signature = base64url_decode(text.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  auto header_json = parse_json<Json>(*header), claims_json = parse_json<Json>(*claims);
  if (!header_json || !claims_json || !header_json->is_object() || !claims_json->is_object()) return std::nullopt;
  return Token{*std::move(header_json), *std::move(claims_json), text.substr(0, second), *std::move(signature)};
}

// Why the signature is not accepted; nothing when it is.
std::optional<std::string> signature_fault(const Token& token, const std::vector<Jwk>& keys,
                                           const SignatureCheck& is_valid) {
  const std::string algorithm = text_of(token.header, "alg"), kid = text_of(token.header, "kid");
  Hash hash = Hash::Sha256;
  if (algorithm == "RS384") {
    hash = Hash::Sha384;
  } else if (algorithm == "RS512") {
    hash = Hash::Sha512;
  } else if (algorithm != "RS256") {
    return fmt::format("signing method {} is invalid", algorithm.empty() ? "none" : algorithm);
  }
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const Jwk& jwk) { return jwk.kid == kid; });
  if (kid.empty() || key == keys.end()) return std::string(kUnknownKey);
  if (!is_valid(key->key, hash, token.signed_part, token.signature)) return "the token's signature is invalid";
  return std::nullopt;
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

std::optional<double> time_of(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

std::optional<std::string> claims_fault(const JwtAuthorizer& authorizer, const Json& claims,
                                        std::chrono::system_clock::time_point now) {
  if (text_of(claims, "iss") != authorizer.issuer) return "the token does not have a valid issuer";
  const char* audience = claims.contains("aud") ? "aud" : "client_id";
  if (!holds(claims, audience, authorizer.audiences)) return "the token does not have a valid audience";
  const double seconds = static_cast<double>(epoch_milliseconds(now)) / 1000;
  const auto expires = time_of(claims, "exp");
  if (!expires || *expires <= seconds) return "the token has expired";
  if (const auto not_before = time_of(claims, "nbf"); not_before && *not_before > seconds) {
    return "the token is not valid yet";
  }
  if (const auto issued = time_of(claims, "iat"); issued && *issued > seconds)
    return "the token was issued in the future";
  return std::nullopt;
}

std::vector<std::string> scopes_of(const Json& claims) {
  std::vector<std::string> scopes;
  for (const char* name : {"scope", "scp"}) {
    const auto found = claims.find(name);
    if (found == claims.end()) continue;
    if (found->is_array()) {
      for (const Json& scope : *found) scopes.push_back(claim_text(scope));
    }
    std::string_view text = found->is_string() ? found->get_ref<const std::string&>() : std::string_view();
    while (!text.empty()) {
      const std::string_view scope = text.substr(0, text.find(' '));
      if (!scope.empty()) scopes.emplace_back(scope);
      text.remove_prefix(std::min(scope.size() + 1, text.size()));
    }
  }
  return scopes;
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

// A claim of the token may be quoted in a fault: no more than fits a quoted string.
std::string quotable(std::string text) {
  std::erase_if(text, [](char byte) { return byte < ' ' || byte == '"' || byte == '\\' || byte == 0x7f; });
  return text;
}

}  // namespace

Result<std::vector<Jwk>> read_jwks(std::string_view json) {
  const auto document = parse_json<Json>(json);
  const bool has_keys = document && document->is_object() && document->contains("keys");
  if (!has_keys || !document->at("keys").is_array()) {
    return Error{ErrorKind::BadConfiguration, "the JWKS is no JSON object with a list of keys"};
  }
  std::vector<Jwk> found;
  for (const Json& key : document->at("keys")) {
    if (!key.is_object() || text_of(key, "kty") != "RSA") continue;
    const auto modulus = base64url_decode(text_of(key, "n")), exponent = base64url_decode(text_of(key, "e"));
    if (modulus && exponent) found.push_back({text_of(key, "kid"), {*modulus, *exponent}});
  }
  if (found.empty()) return Error{ErrorKind::BadConfiguration, "the JWKS holds no RSA key"};
  return found;
}

JwtVerdict check_jwt(const JwtAuthorizer& authorizer, std::optional<std::string_view> token,
                     const std::vector<std::string>& scopes, const std::vector<Jwk>& keys,
                     std::chrono::system_clock::time_point now, const SignatureCheck& is_valid) {
  std::string_view text = trimmed(token.value_or(""));
  if (same_name(text.substr(0, 7), "bearer ") || same_name(text, "bearer")) text = trimmed(text.substr(6));
  if (text.empty()) return refused(Failure::Unauthorized, "Bearer", "there is no token");
  const auto read = text.size() > kMaxTokenBytes ? std::nullopt : read_token(text);
  if (!read) return invalid_token("the token is malformed");
  if (const auto fault = signature_fault(*read, keys, is_valid)) {
    JwtVerdict verdict = invalid_token(quotable(*fault));
    verdict.unknown_key = *fault == kUnknownKey;
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
