// The keys that the tokens of one issuer are signed with: of a local JWKS file, or of the issuer, found where it is known to have them
// or through its /.well-known/openid-configuration. Kept for two hours as API Gateway does; looked up again when a token names a key
// that is not among them, which is how issuers change keys, though not for each such token.
// Source: docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
#pragma once

#include <utility>
//
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/gateway/authorizers/json_web_token.h"
#include "core/result.h"
#include "emulator/system/wakeup.h"
#include "emulator/system/workers.h"

namespace lambdalocal::gateway {

// Where keys are: the first of these that is not empty.
struct KeySource {
  std::string text;  // they themselves
  std::filesystem::path file;
  std::string address;  // of the JWKS document
  std::string issuer;
};

class JwtKeys : public std::enable_shared_from_this<JwtKeys> {
 public:
  using Keys = std::shared_ptr<const std::vector<Jwk>>;

  // Reads the text or the file, if there is one: an error says what is wrong with it. An issuer is asked when a token comes.
  static Result<std::shared_ptr<JwtKeys>> create(KeySource source, system::Workers& workers);

  // Those known; looked up when there are none yet, or they are old.
  boost::asio::awaitable<Result<Keys>> keys();
  // Looked up again, unless that was done a moment ago.
  boost::asio::awaitable<Result<Keys>> newer_keys();

 private:
  using Time = std::chrono::steady_clock::time_point;
  JwtKeys(KeySource source, system::Workers& workers) : source_(std::move(source)), workers_(workers) {}
  boost::asio::awaitable<Result<Keys>> look_up();

  const KeySource source_;
  system::Workers& workers_;
  Keys keys_;
  std::optional<Error> fault_;  // of the last look-up
  std::optional<Time> looked_up_;
  bool looking_up_ = false;
  system::Wakeup done_;
};

}  // namespace lambdalocal::gateway
