#include "emulator/system/http/tls.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
//
#include <boost/asio/awaitable.hpp>

#include "emulator/system/http/server.h"
#include "tests/support/catch.h"
#include "tests/support/raw_http_client.h"
#include "tests/support/served.h"

namespace asio = boost::asio;
using namespace lambdalocal;
using namespace std::chrono_literals;
using system::HttpExchange;
using system::TlsContext;
using test::Served;

namespace {

// A directory with a certificate and its key, made by the openssl command.
struct Certificate {
  Certificate() {
    char name[] = "/tmp/lambdalocal-tls-XXXXXX";
    directory = ::mkdtemp(name);
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
        "/CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
        key() + " -out " + certificate() + " 2>/dev/null";
    made = std::system(command.c_str()) == 0;
  }
  ~Certificate() { std::filesystem::remove_all(directory); }
  std::string certificate() const { return directory / "cert.pem"; }
  std::string key() const { return directory / "key.pem"; }

  std::filesystem::path directory;
  bool made = false;
};

// What a command prints, while the loop serves.
std::string output_of(const std::string& command, Served& served) {
  std::string output;
  std::atomic<bool> done = false;
  std::thread reader([&] {
    FILE* const pipe = ::popen(command.c_str(), "r");
    char bytes[65536];
    for (std::size_t size = 0; (size = std::fread(bytes, 1, sizeof bytes, pipe)) > 0;) output.append(bytes, size);
    ::pclose(pipe);
    done = true;
  });
  served.run_until([&] { return done.load(); }, 20s);
  reader.join();
  return output;
}

std::string s_client(const Certificate& files, std::uint16_t port, const std::string& request) {
  return "printf '" + request +
         "' | openssl s_client -quiet -ign_eof -verify_return_error -verify_hostname localhost " + "-CAfile " +
         files.certificate() + " -connect 127.0.0.1:" + std::to_string(port) + " 2>/dev/null";
}

system::HttpServerOptions with_tls(const Certificate& files) {
  system::HttpServerOptions options;
  options.tls = TlsContext::load(files.certificate(), files.key()).value();
  return options;
}

asio::awaitable<void> tell_scheme(HttpExchange& exchange) {
  std::string body;
  co_await exchange.read_body(body, 100);
  exchange.respond(200, "", exchange.scheme() + " " + exchange.peer_address() + " " + body + "\n");
}

}  // namespace

TEST_CASE("a client of TLS gets its answers, one after the other") {
  const Certificate files;
  REQUIRE(files.made);
  Served served(&tell_scheme, with_tls(files));
  const std::string output = output_of(
      s_client(files, served.server.port(),
               "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\nPOST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3\\r\\n"
               "Connection: close\\r\\n\\r\\nabc"),
      served);
  CHECK(output.find("\r\n\r\nhttps 127.0.0.1 \n") != std::string::npos);
  CHECK(output.ends_with("\r\n\r\nhttps 127.0.0.1 abc\n"));
}

TEST_CASE("a long answer goes through TLS whole, and so does a streamed one") {
  const Certificate files;
  REQUIRE(files.made);
  const auto body = std::make_shared<const std::string>(3'000'000, 'x');
  Served served(
      [&](HttpExchange& exchange) -> asio::awaitable<void> {
        if (exchange.target() == "/whole") co_return exchange.respond(200, "", body);
        exchange.begin(200, "");
        for (int i = 0; i < 100; ++i) {
          const bool taken = co_await exchange.write(std::string_view(*body).substr(0, 30'000));
          if (!taken) co_return;
        }
        co_await exchange.end();
      },
      with_tls(files));
  const std::string path = GENERATE("/whole", "/streamed");
  const std::string output =
      output_of(s_client(files, served.server.port(),
                         "GET " + path + " HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n"),
                served);
  CHECK(std::count(output.begin(), output.end(), 'x') == 3'000'000);
}

TEST_CASE("a client that speaks no TLS, or says nothing, is let go") {
  const Certificate files;
  REQUIRE(files.made);
  auto options = with_tls(files);
  options.limits.head = 30ms;
  Served served(&tell_scheme, options);
  test::RawHttpClient client(served.loop, served.server.port());
  if (GENERATE(true, false)) client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.closed_by_peer());
}

TEST_CASE("a certificate or key that cannot be used is named with the reason") {
  const Certificate files, others;
  REQUIRE(files.made);
  REQUIRE(others.made);
  const std::string gone = files.directory / "gone.pem", nonsense = files.directory / "nonsense.pem";
  std::ofstream(nonsense) << "nonsense\n";
  const auto message = [](const std::string& certificate, const std::string& key) {
    return TlsContext::load(certificate, key).error().message;
  };
  CHECK(message(gone, files.key()).find("'" + gone + "': the file is missing") != std::string::npos);
  CHECK(message(files.certificate(), gone).find("'" + gone + "': the file is missing") != std::string::npos);
  CHECK(message(nonsense, files.key()).find("certificate '" + nonsense + "'") != std::string::npos);
  CHECK(message(files.certificate(), nonsense).find("key '" + nonsense + "'") != std::string::npos);
  CHECK(message(files.certificate(), others.key()).find("key '" + others.key() + "'") != std::string::npos);
}
