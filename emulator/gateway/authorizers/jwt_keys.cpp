#include "emulator/gateway/authorizers/jwt_keys.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/gateway/proxy_response.h"
#include "core/json/document.h"
#include "emulator/system/http/client.h"

namespace asio = boost::asio;

namespace lambdalocal::gateway {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kKept = 2h;
constexpr auto kLookAgain = 5s;

Result<JwtKeys::Keys> as_keys(Result<std::vector<Jwk>> keys) {
  if (!keys) return std::move(keys).error();
  return JwtKeys::Keys(std::make_shared<const std::vector<Jwk>>(*std::move(keys)));
}

Result<JwtKeys::Keys> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorKind::BadConfiguration, fmt::format("{}: cannot be read", path.string())};
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  auto keys = as_keys(read_jwks(text));
  if (!keys) return std::move(keys).error().wrap(path.string());
  return keys;
}

asio::awaitable<Result<JwtKeys::Keys>> fetch(std::string address) {
  auto jwks = co_await system::http_get(address);
  if (!jwks) co_return std::move(jwks).error();
  auto keys = as_keys(read_jwks(*jwks));
  if (!keys) co_return std::move(keys).error().wrap(address);
  co_return keys;
}

asio::awaitable<Result<JwtKeys::Keys>> ask_issuer(std::string issuer) {
  while (issuer.ends_with('/')) issuer.pop_back();
  const std::string discovery = issuer + "/.well-known/openid-configuration";
  auto document = co_await system::http_get(discovery);
  if (!document) co_return std::move(document).error();
  const auto parsed = parse_json<Json>(*document);
  const bool has_uri =
      parsed && parsed->is_object() && parsed->contains("jwks_uri") && (*parsed)["jwks_uri"].is_string();
  if (!has_uri) co_return Error{ErrorKind::BadConfiguration, fmt::format("{}: names no jwks_uri", discovery)};
  const auto uri = (*parsed)["jwks_uri"].get<std::string>();
  co_return co_await fetch(uri);
}

}  // namespace

Result<std::shared_ptr<JwtKeys>> JwtKeys::create(KeySource source, system::Workers& workers) {
  std::shared_ptr<JwtKeys> keys(new JwtKeys(std::move(source), workers));
  if (!keys->source_.text.empty()) {
    TRY(read, as_keys(read_jwks(keys->source_.text)));
    keys->keys_ = std::move(read);
  } else if (!keys->source_.file.empty()) {
    TRY(read, read_file(keys->source_.file));
    keys->keys_ = std::move(read);
  }
  return keys;
}

asio::awaitable<Result<JwtKeys::Keys>> JwtKeys::keys() {
  const bool old = looked_up_ && source_.file.empty() && steady_clock::now() - *looked_up_ > kKept;
  if (keys_ && !old) co_return keys_;
  co_return co_await newer_keys();
}

asio::awaitable<Result<JwtKeys::Keys>> JwtKeys::newer_keys() {
  const auto self = shared_from_this();
  if (looking_up_) {
    while (looking_up_) co_await done_.wait();
  } else if (!looked_up_ || steady_clock::now() - *looked_up_ >= kLookAgain) {
    looking_up_ = true;
    auto found = co_await look_up();
    looking_up_ = false;
    looked_up_ = steady_clock::now();
    fault_ = found ? std::nullopt : std::optional(found.error());
    if (found) keys_ = *std::move(found);  // else the old ones go on
    done_.notify();
  }
  if (!keys_) co_return *fault_;
  co_return keys_;
}

asio::awaitable<Result<JwtKeys::Keys>> JwtKeys::look_up() {
  if (!source_.text.empty()) co_return keys_;  // there are no others
  if (!source_.file.empty()) {
    auto read = [file = source_.file] { return read_file(file); };
    co_return co_await workers_.run(std::move(read));
  }
  if (!source_.address.empty()) co_return co_await fetch(source_.address);
  co_return co_await ask_issuer(source_.issuer);
}

}  // namespace lambdalocal::gateway
