// Authorizers of REST APIs that take the tokens of Cognito user pools (COGNITO_USER_POOLS): an identity token, or, where a method has
// scopes, an access token with one of them.
// Sources: docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html,
// docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/gateway/authorizers/json_web_token.h"
#include "core/gateway/http_request.h"

namespace lambdalocal::gateway {

struct UserPool {
  std::string id;      // eu-west-1_Ab1Cd2Ef3
  std::string issuer;  // https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab1Cd2Ef3

  bool operator==(const UserPool&) const = default;
};

// Of arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID; none when it is no such ARN.
std::optional<UserPool> user_pool_of(std::string_view arn);
// Of its id alone, which begins with the region.
std::optional<UserPool> user_pool_of_id(std::string_view id);

// The issuer of a token as it says itself; empty when it is none.
std::string issuer_of(std::string_view token);

struct UserPoolVerdict {
  std::optional<HttpResponse> refusal;  // 401, none when the token is accepted
  std::string fault;                    // why it was refused, for the log
  bool unknown_key = false;             // it was refused as no key has its kid: the pool may have new ones
  std::string context;                  // requestContext.authorizer: {"claims":{}}, all of them texts
};

struct TokenRules {
  std::vector<std::string> scopes;  // of the method: one of them is needed
  std::string aud_expression;  // IdentityValidationExpression: what the aud of the token must be like; empty for none
};

// `token` is the value of the identity source, with or without "Bearer ".
UserPoolVerdict check_user_pool_token(const UserPool& pool, std::string_view token, const TokenRules& rules,
                                      const std::vector<Jwk>& keys, std::chrono::system_clock::time_point now,
                                      const SignatureCheck& is_valid);

}  // namespace lambdalocal::gateway
