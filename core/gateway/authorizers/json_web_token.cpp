// The form: three parts of base64url, header.claims.signature (RFC 7515, compact serialization).
#include "core/gateway/authorizers/json_web_token.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/http/text.h"
#include "core/json/document.h"
#include "core/text/base64.h"

namespace lambdalocal::gateway {
namespace {

constexpr std::size_t kMaxTokenBytes = 64 * 1024;

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

}  // namespace

std::string claim_of(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  return found != claims.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<double> time_claim_of(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

std::vector<std::string> scopes_of(const Json& claims) {
  std::vector<std::string> scopes;
  for (const char* name : {"scope", "scp"}) {
    const auto found = claims.find(name);
    if (found == claims.end()) continue;
    if (found->is_array()) {
      for (const Json& scope : *found) scopes.push_back(scope.is_string() ? scope.get<std::string>() : scope.dump());
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

std::string quotable(std::string text) {
  std::erase_if(text, [](char byte) { return byte < ' ' || byte == '"' || byte == '\\' || byte == 0x7f; });
  return text;
}

std::string_view without_bearer(std::string_view text) {
  text = trimmed(text);
  if (same_name(text.substr(0, 7), "bearer ") || same_name(text, "bearer")) text = trimmed(text.substr(6));
  return text;
}

std::optional<WebToken> read_token(std::string_view text) {
  if (text.size() > kMaxTokenBytes) return std::nullopt;
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  const auto header = base64url_decode(text.substr(0, first));
  const auto claims = base64url_decode(text.substr(first + 1, second - first - 1));
  auto signature = base64url_decode(text.substr(second + 1));
  if (!header || !claims || !signature) return std::nullopt;
  auto header_json = parse_json<Json>(*header), claims_json = parse_json<Json>(*claims);
  if (!header_json || !claims_json || !header_json->is_object() || !claims_json->is_object()) return std::nullopt;
  return WebToken{*std::move(header_json), *std::move(claims_json), text.substr(0, second), *std::move(signature)};
}

std::optional<SignatureFault> signature_fault(const WebToken& token, const std::vector<Jwk>& keys,
                                              const SignatureCheck& is_valid) {
  const std::string algorithm = claim_of(token.header, "alg"), kid = claim_of(token.header, "kid");
  Hash hash = Hash::Sha256;
  if (algorithm == "RS384") {
    hash = Hash::Sha384;
  } else if (algorithm == "RS512") {
    hash = Hash::Sha512;
  } else if (algorithm != "RS256") {
    return SignatureFault{
        fmt::format("signing method {} is invalid", algorithm.empty() ? "none" : quotable(algorithm))};
  }
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const Jwk& jwk) { return jwk.kid == kid; });
  if (kid.empty() || key == keys.end()) {
    return SignatureFault{"unable to find a signing key that matches the token's kid", true};
  }
  if (!is_valid(key->key, hash, token.signed_part, token.signature)) {
    return SignatureFault{"the token's signature is invalid"};
  }
  return std::nullopt;
}

Result<std::vector<Jwk>> read_jwks(std::string_view json) {
  const auto document = parse_json<Json>(json);
  const bool has_keys = document && document->is_object() && document->contains("keys");
  if (!has_keys || !document->at("keys").is_array()) {
    return Error{ErrorKind::BadConfiguration, "the JWKS is no JSON object with a list of keys"};
  }
  std::vector<Jwk> found;
  for (const Json& key : document->at("keys")) {
    if (!key.is_object() || claim_of(key, "kty") != "RSA") continue;
    const auto modulus = base64url_decode(claim_of(key, "n")), exponent = base64url_decode(claim_of(key, "e"));
    if (modulus && exponent) found.push_back({claim_of(key, "kid"), {*modulus, *exponent}});
  }
  if (found.empty()) return Error{ErrorKind::BadConfiguration, "the JWKS holds no RSA key"};
  return found;
}

}  // namespace lambdalocal::gateway
