// The keys of an issuer, which is an HTTP server of the test.
#include "emulator/gateway/authorizers/jwt_keys.h"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "emulator/system/http/client.h"
#include "emulator/system/http/server.h"
#include "tests/core/gateway/sample_tokens.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::gateway;

namespace {

class Issuer {
 public:
  Issuer()
      : server_(system::HttpServer::listen(loop_.get_executor(), {}, [this](system::HttpExchange& exchange) {
                  return answer(this, exchange);
                }).value()) {}

  std::string url() const { return fmt::format("http://127.0.0.1:{}", server_.port()); }
  std::shared_ptr<JwtKeys> keys() { return JwtKeys::create({"", {}, "", url() + "/"}, workers_).value(); }
  std::shared_ptr<JwtKeys> keys_at(const std::string& path) {
    return JwtKeys::create({"", {}, url() + path, url()}, workers_).value();
  }
  template <typename T>
  T run(boost::asio::awaitable<T> work) {
    std::optional<T> result;
    boost::asio::co_spawn(loop_, keep(std::move(work), &result), boost::asio::detached);
    loop_.restart();
    while (!result) loop_.run_one();
    return *std::move(result);
  }
  Result<std::string> get(const std::string& path) { return run(system::http_get(url() + path)); }

  int asked = 0;
  bool has_keys = true;

 private:
  template <typename T>
  static boost::asio::awaitable<void> keep(boost::asio::awaitable<T> work, std::optional<T>* result) {
    result->emplace(co_await std::move(work));
  }
  static boost::asio::awaitable<void> answer(Issuer* issuer, system::HttpExchange& exchange) {
    ++issuer->asked;
    if (exchange.target() == "/.well-known/openid-configuration") {
      exchange.respond(200, "", fmt::format(R"({{"jwks_uri":"{}/keys?a=1"}})", issuer->url()));
    } else if (exchange.target() == "/keys?a=1") {
      exchange.begin(200, "");  // in chunks
      const std::string body = issuer->has_keys ? kJwks : "{}";
      co_await exchange.write(std::string_view(body).substr(0, 1));
      co_await exchange.write(std::string_view(body).substr(1));
      co_await exchange.end();
    } else if (exchange.target() == "/large") {
      exchange.respond(200, "", std::string(2 * 1024 * 1024, 'x'));
    } else {
      exchange.respond(404, "", std::string_view());
    }
  }

  boost::asio::io_context loop_;
  system::Workers workers_{loop_.get_executor(), 1};
  system::HttpServer server_;
};

}  // namespace

TEST_CASE("an issuer's keys are found through its configuration, once") {
  Issuer issuer;
  const auto keys = issuer.keys();
  for (int time = 0; time < 2; ++time) {
    const auto found = issuer.run(keys->keys());
    REQUIRE(found.ok());
    CHECK((*found)->at(0).kid == "k1");
  }
  CHECK(issuer.asked == 2);
}

TEST_CASE("an issuer whose keys are known to lie at an address is asked there") {
  Issuer issuer;
  const auto found = issuer.run(issuer.keys_at("/keys?a=1")->keys());
  REQUIRE(found.ok());
  CHECK((*found)->at(0).kid == "k1");
  CHECK(issuer.asked == 1);
  CHECK_FALSE(issuer.run(issuer.keys_at("/gone")->keys()).ok());
}

TEST_CASE("keys may be given as they are") {
  Issuer issuer;
  boost::asio::io_context loop;
  system::Workers workers(loop.get_executor(), 1);
  const auto keys = JwtKeys::create({kJwks, {}, issuer.url(), issuer.url()}, workers).value();
  CHECK(issuer.run(keys->newer_keys()).value()->at(0).kid == "k1");
  CHECK(issuer.asked == 0);
  CHECK_FALSE(JwtKeys::create({"{}", {}, "", ""}, workers).ok());
}

TEST_CASE("keys are looked up again when one is unknown, but not for each such token") {
  Issuer issuer;
  const auto keys = issuer.keys();
  REQUIRE(issuer.run(keys->newer_keys()).ok());
  REQUIRE(issuer.run(keys->newer_keys()).ok());
  CHECK(issuer.asked == 2);
}

TEST_CASE("an issuer without keys is an error, which is not asked for again at once") {
  Issuer issuer;
  issuer.has_keys = false;
  const auto keys = issuer.keys();
  for (int time = 0; time < 2; ++time) {
    const auto found = issuer.run(keys->keys());
    REQUIRE(!found.ok());
    CHECK(found.error().message == issuer.url() + "/keys?a=1: the JWKS is no JSON object with a list of keys");
  }
  CHECK(issuer.asked == 2);
}

TEST_CASE("the HTTP client says why it has no document") {
  Issuer issuer;
  CHECK(issuer.get("/gone").error().message == issuer.url() + "/gone: answered with status 404");
  CHECK(issuer.get("/large").error().message == issuer.url() + "/large: answered with over 1048576 bytes");
  CHECK(issuer.run(system::http_get("ftp://a")).error().message == "ftp://a: this is no http:// or https:// address");
}

TEST_CASE("issuers that do not answer delay no work of other threads") {
  boost::asio::io_context loop;
  const boost::asio::ip::tcp::acceptor silent(loop, {boost::asio::ip::address_v4::loopback(), 0});
  system::Workers workers(loop.get_executor(), 1);
  const std::string url = fmt::format("http://127.0.0.1:{}", silent.local_endpoint().port());
  std::vector<std::shared_ptr<JwtKeys>> issuers;
  int answered = 0;
  const auto ask = [](std::shared_ptr<JwtKeys> keys, int* counted) -> boost::asio::awaitable<void> {
    (void)co_await keys->keys();
    ++*counted;
  };
  for (int count = 0; count < 2; ++count) {
    issuers.push_back(JwtKeys::create({"", {}, "", url}, workers).value());
    boost::asio::co_spawn(loop, ask(issuers.back(), &answered), boost::asio::detached);
  }
  bool prepared = false;
  const auto prepare = [](system::Workers* on, bool* done) -> boost::asio::awaitable<void> {
    *done = co_await on->run([] { return true; });
  };
  boost::asio::co_spawn(loop, prepare(&workers, &prepared), boost::asio::detached);
  while (!prepared) loop.run_one();
  CHECK(answered == 0);
}
