// The HTTP client over TLS; plain HTTP is tested with the keys of JWT issuers (tests/emulator/gateway/jwt_keys_test.cpp).
#include "emulator/system/http/client.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>

#include "emulator/system/http/tls.h"
#include "emulator/system/workers.h"
#include "tests/support/catch.h"
#include "tests/support/served.h"

using namespace lambdalocal;

namespace {

boost::asio::awaitable<void> answer(system::HttpExchange& exchange) {
  exchange.respond(200, "", exchange.target());
  co_return;
}

boost::asio::awaitable<void> fetch(system::Workers& workers, std::string url, std::optional<Result<std::string>>& to) {
  std::function<Result<std::string>()> work = [url] { return system::http_get(url); };
  to.emplace(co_await workers.run(std::move(work)));
}

struct Fixture {
  Fixture() {
    std::string name = (std::filesystem::temp_directory_path() / "lambdalocal-client-XXXXXX").string();
    directory = ::mkdtemp(name.data());
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
        file("key.pem") + " -out " + file("cert.pem") + " 2>/dev/null";
    REQUIRE(std::system(command.c_str()) == 0);
    system::HttpServerOptions options;
    options.tls = system::TlsContext::load(file("cert.pem"), file("key.pem")).value();
    served.emplace(answer, std::move(options));
  }
  ~Fixture() { std::filesystem::remove_all(directory); }

  std::string file(const char* name) const { return directory / name; }
  Result<std::string> get(const std::string& host) {
    std::optional<Result<std::string>> result;
    system::Workers workers(served->loop.get_executor(), 1);
    const std::string url = "https://" + host + ":" + std::to_string(served->server.port()) + "/keys?a=1";
    boost::asio::co_spawn(served->loop, fetch(workers, url, result), boost::asio::detached);
    REQUIRE(served->run_until([&] { return result.has_value(); }));
    return *result;
  }

  std::filesystem::path directory;
  std::optional<test::Served> served;
};

}  // namespace

TEST_CASE("a document comes over TLS from whom the certificate is for, when its authority is accepted") {
  Fixture fixture;
  const auto stranger = fixture.get("localhost");
  REQUIRE(!stranger.ok());
  CHECK(stranger.error().message.find("its certificate is not accepted: self-signed certificate") != std::string::npos);

  ::setenv("SSL_CERT_FILE", fixture.file("cert.pem").c_str(), 1);
  CHECK(fixture.get("localhost").value() == "/keys?a=1");
  const auto other_name = fixture.get("127.0.0.1");
  REQUIRE(!other_name.ok());
  CHECK(other_name.error().message.find("its certificate is not accepted: IP address mismatch") != std::string::npos);
  ::unsetenv("SSL_CERT_FILE");
}
