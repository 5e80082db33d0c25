// The HTTP client: over TLS, against a server that answers as it likes, and where the first address leads nowhere.
#include "emulator/system/http/client.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "emulator/system/http/connecting.h"
#include "emulator/system/http/tls.h"
#include "emulator/system/http/url.h"
#include "tests/support/catch.h"
#include "tests/support/served.h"

namespace asio = boost::asio;
using namespace lambdalocal;
using namespace std::chrono_literals;
using asio::ip::tcp;

namespace {

asio::awaitable<void> answer(system::HttpExchange& exchange) {
  exchange.respond(200, "", exchange.target());
  co_return;
}

asio::awaitable<void> fetch(std::string url, system::HttpGetOptions options, std::optional<Result<std::string>>* to) {
  to->emplace(co_await system::http_get(std::move(url), options));
}

// What became of the fetch, by the loop its server runs on.
Result<std::string> fetched(asio::io_context& loop, const std::string& url, system::HttpGetOptions options = {}) {
  std::optional<Result<std::string>> result;
  asio::co_spawn(loop, fetch(url, options, &result), asio::detached);
  loop.restart();
  while (!result) loop.run_one();
  return *std::move(result);
}

using Asked = std::variant<system::HttpClientAnswer, system::HttpClientFailure>;

asio::awaitable<void> ask(system::HttpClientRequest request, system::HttpClientLimits limits,
                          std::optional<Asked>* to) {
  to->emplace(co_await system::http_request(std::move(request), limits));
}

Asked asked(asio::io_context& loop, system::HttpClientRequest request, system::HttpClientLimits limits) {
  std::optional<Asked> result;
  asio::co_spawn(loop, ask(std::move(request), limits, &result), asio::detached);
  loop.restart();
  while (!result) loop.run_one();
  return *std::move(result);
}

constexpr auto kShort = system::HttpGetOptions{.timeout = 200ms};

struct TlsFixture {
  TlsFixture() {
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
  ~TlsFixture() { std::filesystem::remove_all(directory); }

  std::string file(const char* name) const { return directory / name; }
  Result<std::string> get(const std::string& host) {
    return fetched(served->loop, fmt::format("https://{}:{}/keys?a=1", host, served->server.port()));
  }

  std::filesystem::path directory;
  std::optional<test::Served> served;
};

// Answers every request with the same pieces, each written by itself, and may then keep the connection.
class Scripted {
 public:
  enum class Then { Close, Keep };
  Scripted(std::vector<std::string> pieces, Then then)
      : pieces_(std::move(pieces)), then_(then), acceptor_(loop, {asio::ip::address_v4::loopback(), 0}) {
    asio::co_spawn(loop, serve(this), asio::detached);
  }
  Result<std::string> get(system::HttpGetOptions options = {}) {
    return fetched(loop, fmt::format("http://127.0.0.1:{}/a", acceptor_.local_endpoint().port()), options);
  }
  Asked ask(system::HttpClientRequest sent) {
    sent.url = fmt::format("http://127.0.0.1:{}/a", acceptor_.local_endpoint().port());
    return asked(loop, std::move(sent), kShort);
  }

  std::string request;
  asio::io_context loop;

 private:
  static asio::awaitable<void> serve(Scripted* self) {
    tcp::socket socket = co_await self->acceptor_.async_accept(asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    boost::system::error_code problem;
    co_await asio::async_read_until(socket, asio::dynamic_buffer(self->request), "\r\n\r\n",
                                    asio::redirect_error(asio::use_awaitable, problem));
    for (const std::string& piece : self->pieces_) {
      co_await asio::async_write(socket, asio::buffer(piece), asio::redirect_error(asio::use_awaitable, problem));
      if (problem) break;
    }
    if (self->then_ == Then::Keep) self->kept_.emplace_back(std::move(socket));
  }

  std::vector<std::string> pieces_;
  Then then_;
  tcp::acceptor acceptor_;
  std::vector<tcp::socket> kept_;
};

std::string fault_of(std::vector<std::string> pieces, Scripted::Then then = Scripted::Then::Close) {
  const auto got = Scripted(std::move(pieces), then).get(kShort);
  REQUIRE(!got.ok());
  const std::string& message = got.error().message;
  return message.substr(message.find("/a: ") + 4);
}

}  // namespace

TEST_CASE("a document comes over TLS from whom the certificate is for, when its authority is accepted") {
  TlsFixture fixture;
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

TEST_CASE("an answer is read whole however it is framed and cut into pieces") {
  const auto got = GENERATE(values<std::vector<std::string>>({
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"},
      {"HTTP/1.1 200 OK\r\n", "Content-Length: 5\r\n\r", "\nhe", "llo"},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
       "5\r\n\r\nhello"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nT: 1\r\n\r\n"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "5", "\r", "\n", "hello", "\r\n", "0", "\r\n", "\r",
       "\n"},
  }));
  // A server that does not close the connection after its answer is not waited for.
  Scripted server(got, Scripted::Then::Keep);
  CHECK(server.get().value() == "hello");
  CHECK(server.request.starts_with("GET /a HTTP/1.1\r\nHost: 127.0.0.1:"));
  CHECK(Scripted({"HTTP/1.0 200 OK\r\n\r\nhel", "lo"}, Scripted::Then::Close).get().value() == "hello");
}

TEST_CASE("a request goes out as it is asked for, and its answer comes with status and headers") {
  Scripted server(
      {"HTTP/1.1 302 Found\r\nLocation: /x\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 2\r\n\r\nok"},
      Scripted::Then::Keep);
  const auto answer = server.ask({"DELETE", "", {{"X-One", "1"}}, "body"});
  REQUIRE(std::holds_alternative<system::HttpClientAnswer>(answer));
  const auto& got = std::get<system::HttpClientAnswer>(answer);
  CHECK(got.status == 302);
  CHECK(got.body == "ok");
  CHECK(got.headers.size() == 4);
  CHECK(got.headers[2] == std::pair<std::string, std::string>("Set-Cookie", "b"));
  CHECK(server.request.starts_with("DELETE /a HTTP/1.1\r\nHost: 127.0.0.1:"));
  CHECK(server.request.find("\r\nX-One: 1\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody") != std::string::npos);
}

TEST_CASE("an answer to HEAD has no body, whatever length it announces") {
  Scripted server({"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"}, Scripted::Then::Keep);
  const auto answer = server.ask({"HEAD", "", {}, ""});
  REQUIRE(std::holds_alternative<system::HttpClientAnswer>(answer));
  CHECK(std::get<system::HttpClientAnswer>(answer).status == 200);
}

TEST_CASE("why there is no answer is told apart") {
  using system::HttpFault;
  const auto fault = [](system::HttpClientRequest request) {
    asio::io_context loop;
    return std::get<system::HttpClientFailure>(asked(loop, std::move(request), kShort)).fault;
  };
  CHECK(fault({"GET", "ftp://a", {}, ""}) == HttpFault::BadAddress);
  CHECK(fault({"GET", "http://127.0.0.1:1/", {}, ""}) == HttpFault::NoAnswer);
  Scripted silent({}, Scripted::Then::Keep);
  CHECK(std::get<system::HttpClientFailure>(silent.ask({})).fault == HttpFault::TooLate);
  Scripted large({"HTTP/1.1 200 OK\r\nContent-Length: 2097152\r\n\r\n"}, Scripted::Then::Keep);
  CHECK(std::get<system::HttpClientFailure>(large.ask({})).fault == HttpFault::TooLarge);
}

TEST_CASE("an answer that breaks HTTP, breaks off, redirects or is too large is refused with the reason") {
  using Then = Scripted::Then;
  CHECK(fault_of({"SSH-2.0-OpenSSH_9.2\r\n"}) == "this is no HTTP");
  CHECK(fault_of({}) == "this is no HTTP");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"}) == "the answer broke off");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"}) == "the answer broke off");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"}) == "this is no HTTP");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}) ==
        "this is no HTTP");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"}) == "this is no HTTP");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"}) == "this is no HTTP");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"}) == "this is no HTTP");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"}) == "this is no HTTP");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nA: " + std::string(64 * 1024, 'a')}, Then::Keep) == "this is no HTTP");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(64 * 1024, 'a')},
                 Then::Keep) == "this is no HTTP");
  CHECK(fault_of({"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"}) ==
        "answered with status 302, a redirect, which is not followed");
  CHECK(fault_of({"HTTP/1.1 101 Switching Protocols\r\n\r\n"}) == "answered with status 101");
  CHECK(fault_of(std::vector<std::string>(20, "HTTP/1.1 100 Continue\r\n\r\n")) ==
        "answered with nothing but interim answers");
  const std::string large(2 * 1024 * 1024, 'x');
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nContent-Length: 2097152\r\n\r\n"}, Then::Keep) ==
        "answered with over 1048576 bytes");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\n\r\n" + large}) == "answered with over 1048576 bytes");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n" + large}) ==
        "answered with over 1048576 bytes");
}

TEST_CASE("an answer that does not come in time is waited for no longer") {
  CHECK(fault_of({}, Scripted::Then::Keep) == "no answer in time");
  CHECK(fault_of({"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"}, Scripted::Then::Keep) == "no answer in time");
}

namespace {

// An address whose connections are never answered: its backlog is full.
class Silent {
 public:
  explicit Silent(asio::io_context& loop) : acceptor_(loop), first_(loop) {
    acceptor_.open(tcp::v4());
    acceptor_.bind({asio::ip::address_v4::loopback(), 0});
    acceptor_.listen(0);
    first_.connect(address());
  }
  tcp::endpoint address() const { return acceptor_.local_endpoint(); }

 private:
  tcp::acceptor acceptor_;
  tcp::socket first_;
};

asio::awaitable<void> connect(std::vector<tcp::endpoint> addresses, std::chrono::milliseconds patience,
                              std::optional<Result<tcp::socket>>* to) {
  to->emplace(co_await system::connect_to_one_of(std::move(addresses), std::chrono::steady_clock::now() + patience));
}

Result<tcp::socket> connected(asio::io_context& loop, std::vector<tcp::endpoint> addresses,
                              std::chrono::milliseconds patience = 5s) {
  std::optional<Result<tcp::socket>> result;
  asio::co_spawn(loop, connect(std::move(addresses), patience, &result), asio::detached);
  loop.restart();
  while (!result) loop.run_one();
  return *std::move(result);
}

}  // namespace

TEST_CASE("where an address leads nowhere or refuses, the next one is taken") {
  asio::io_context loop;
  const Silent silent(loop);
  tcp::acceptor good(loop, {asio::ip::address_v4::loopback(), 0});
  tcp::acceptor closed(loop, {asio::ip::address_v4::loopback(), 0});
  const tcp::endpoint refusing = closed.local_endpoint();
  closed.close();

  CHECK(connected(loop, {good.local_endpoint()})->remote_endpoint() == good.local_endpoint());
  CHECK(connected(loop, {refusing, good.local_endpoint()})->remote_endpoint() == good.local_endpoint());
  CHECK(connected(loop, {silent.address(), silent.address(), refusing, good.local_endpoint()})->remote_endpoint() ==
        good.local_endpoint());
  CHECK(connected(loop, {refusing}).error().message == "connect: Connection refused");
  CHECK(connected(loop, {silent.address()}, 50ms).error().message == "no answer in time");
  CHECK(connected(loop, {silent.address(), refusing}, 500ms).error().message == "no answer in time");
  CHECK(connected(loop, {}).error().message == "the host has no address");
}

TEST_CASE("an address is taken apart, or is none") {
  const auto url = system::parse_http_url("https://Issuer.example:8443/a?b=c#d");
  REQUIRE(url);
  CHECK(url->is_https);
  CHECK(url->authority == "Issuer.example:8443");
  CHECK(url->host == "Issuer.example");
  CHECK(url->port == "8443");
  CHECK(url->target == "/a?b=c");
  CHECK(system::parse_http_url("http://a")->target == "/");
  CHECK(system::parse_http_url("http://a?b")->target == "/?b");
  CHECK(system::parse_http_url("http://a")->port == "80");
  CHECK(system::parse_http_url("https://[::1]")->port == "443");
  CHECK(system::parse_http_url("https://[::1]:5")->host == "::1");
  for (const char* none :
       {"", "ftp://a", "http://", "http://:80", "http://a b/", "http://a:/", "http://a:b", "http://a:70000",
        "http://[::1", "http://[::1]x", "http://u@a/", "http://a\r\nX: y/", "http://a/\x7f", "a"}) {
    INFO(none);
    CHECK_FALSE(system::parse_http_url(none));
  }
}
