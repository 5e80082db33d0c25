#include "core/http/local_access.h"

#include <string>

#include "tests/support/catch.h"

using namespace lambdalocal;

TEST_CASE("a loopback host is one in every usual spelling") {
  const std::string host =
      GENERATE("localhost", "LocalHost:3001", "localhost.", "localhost.:80", "localhost:", "api.localhost",
               "a.b.LOCALHOST:3000", "127.0.0.1", "127.0.0.1:3001", "127.255.255.254", "127.0.0.1.", "[::1]",
               "[::1]:3001", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::FFFF:7f00:1]:1");
  CAPTURE(host);
  CHECK(is_loopback_host(host));
  CHECK_FALSE(refuse_host({}, {"/", host, {}, {}}));
}

TEST_CASE("what is not plainly loopback is refused as a host") {
  const std::string host = GENERATE(
      "", ".", ":", ":80", "example.com", "localhost.example.com", "localhost.evil", "evillocalhost",
      "127.0.0.1.evil.com", "127.0.0.1.nip.io", "localhost..", ".localhost", "a..localhost", "127.1", "127.0.1",
      "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "127.0.0.01", "127.0.0.256", "0.0.0.0", "0",
      "[::]", "[::2]", "[::1%lo]", "[::1%25lo]", "[fe80::1%25eth0]", "::1", "[::1", "::1]", "[]", "[127.0.0.1]",
      "[::ffff:8.8.8.8]", "[::127.0.0.1]", "%6cocalhost", "localhost%00", "localhost%2eevil.com", "user@localhost",
      "user:pw@localhost", "localhost@evil.com", "localhost:80@evil.com", "localhost:3001:3001", "localhost:http",
      "localhost:123456", "localhost:-1", "localhost:+1", "localhost:80 ", " localhost", "local host",
      "localhost,evil.com", "localhost/evil", "localhost#", "localhost?a", "localhost\\evil", "127.0.0.1\t",
      "l\xc3\xb6"
      "calhost",
      "\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa7.0.0.1");
  CAPTURE(host);
  CHECK_FALSE(is_loopback_host(host));
  CHECK(refuse_host({}, {"/", host, {}, {}}));
}

TEST_CASE("a host is allowed by its name, a domain, an address") {
  LocalAccess access;
  access.hosts = {"Api.Example.com", "*.shop.test", "192.168.1.5", "fd00::5"};
  for (const char* host : {"api.example.com", "API.example.com.:8080", "a.shop.test", "b.a.shop.test:1",
                           "192.168.1.5:3000", "[fd00::5]:3000"}) {
    CAPTURE(host);
    CHECK_FALSE(refuse_host(access, {"/", host, {}, {}}));
  }
  for (const char* host :
       {"example.com", "x.api.example.com", "shop.test", "evilshop.test", "192.168.1.50", "[fd00::6]"}) {
    CAPTURE(host);
    CHECK(refuse_host(access, {"/", host, {}, {}}));
  }
}

TEST_CASE("where every address is served on, an address is a host and a strange name is not") {
  LocalAccess access;
  access.any_address = true;
  CHECK_FALSE(refuse_host(access, {"/", "192.168.1.5:3000", {}, {}}));
  CHECK_FALSE(refuse_host(access, {"/", "[fe80::1]:3000", {}, {}}));
  CHECK(refuse_host(access, {"/", "rebound.example.com", {}, {}}));
  CHECK(refuse_host(access, {"/", "3232235781", {}, {}}));
}

TEST_CASE("a request without Host is HTTP/1.0, which no browser speaks") {
  CHECK_FALSE(refuse_host({}, {"/", {}, {}, {}}));
}

TEST_CASE("the authority of an absolute target counts as a host does") {
  for (const char* target :
       {"http://localhost/", "HTTP://127.0.0.1:3001/a?b", "https://[::1]", "http://localhost?x", "*"}) {
    CAPTURE(target);
    CHECK_FALSE(refuse_host({}, {target, "localhost", {}, {}}));
  }
  for (const char* target :
       {"http://evil.example/", "http://localhost@evil.example/", "http://evil.example\\@localhost/", "http:///",
        "http:/localhost", "ftp://localhost/", "evil.example:80", "http://evil.example#localhost", "", "?"}) {
    CAPTURE(target);
    CHECK(refuse_host({}, {target, "localhost", {}, {}}));
  }
}

TEST_CASE("the refusal of a host tells how to allow it") {
  const auto text = refuse_host({}, {"/", "API.dev.example:3000", {}, {}}).value();
  CHECK(text.find("'API.dev.example:3000'") != std::string::npos);
  CHECK(text.ends_with("--allow-host api.dev.example"));
  CHECK(refuse_host({}, {"/", "127.1", {}, {}})->ends_with("call it by http://localhost or http://127.0.0.1"));
  CHECK(refuse_host({}, {"/", std::string(5000, 'a'), {}, {}})->size() < 400);
}

TEST_CASE("a page of this machine may call the Lambda API, whatever its port") {
  for (const char* origin : {"http://localhost:5173", "https://localhost", "http://127.0.0.1:8080", "http://[::1]:3000",
                             "http://app.localhost:5173"}) {
    CAPTURE(origin);
    CHECK_FALSE(refuse_page({}, {"/", "127.0.0.1:3001", origin, "cross-site"}));
  }
}

TEST_CASE("a page of another origin may not call the Lambda API") {
  for (const char* origin :
       {"https://evil.example", "null", "", "http://localhost.evil.example", "http://localhost@evil.example", "file://",
        "http://127.1", "localhost", "chrome-extension://abc", "http://evil.example:3001", "http://localhost:5173/x"}) {
    CAPTURE(origin);
    CHECK(refuse_page({}, {"/", "127.0.0.1:3001", origin, "same-origin"}));
  }
  LocalAccess access;
  access.hosts = {"app.example.com"};
  CHECK_FALSE(refuse_page(access, {"/", "127.0.0.1:3001", "https://app.example.com", "cross-site"}));
}

TEST_CASE("without an origin the browser's word about the site counts") {
  CHECK_FALSE(refuse_page({}, {"/", "localhost", {}, {}}));
  CHECK_FALSE(refuse_page({}, {"/", "localhost", {}, "none"}));
  CHECK_FALSE(refuse_page({}, {"/", "localhost", {}, "same-origin"}));
  CHECK(refuse_page({}, {"/", "localhost", {}, "cross-site"}));
  CHECK(refuse_page({}, {"/", "localhost", {}, "same-site"}));
}

TEST_CASE("a page of this machine gets the headers it needs to read the answer") {
  const std::string lines = preflight_lines("http://localhost:5173", "authorization,x-amz-date");
  CHECK(lines.find("Access-Control-Allow-Origin: http://localhost:5173\r\n") != std::string::npos);
  CHECK(lines.find("Access-Control-Allow-Headers: authorization,x-amz-date\r\n") != std::string::npos);
  CHECK(lines.find("x-amz-function-error") != std::string::npos);
}

namespace {

AccessClaims from_page(std::optional<std::string_view> origin, std::optional<std::string_view> fetch_site,
                       std::string_view host = "localhost:3000") {
  AccessClaims claims{"/", host, origin, fetch_site};
  claims.method = "POST";
  return claims;
}

}  // namespace

TEST_CASE("a page of another site may not invoke functions through a front end") {
  for (const char* origin : {"https://evil.example", "null", "", "http://localhost.evil.example", "file://",
                             "http://127.1", "chrome-extension://abc", "http://evil.example:3000"}) {
    CAPTURE(origin);
    for (const std::optional<std::string_view> site :
         {std::optional<std::string_view>("cross-site"), std::optional<std::string_view>("same-site"),
          std::optional<std::string_view>("same-origin"), std::optional<std::string_view>()}) {
      const auto refusal = refuse_foreign_page({}, from_page(origin, site));
      REQUIRE(refusal);
      CHECK(refusal->find("--allow-origin") != std::string::npos);
    }
  }
  CHECK(refuse_foreign_page({}, from_page({}, "cross-site")));
}

TEST_CASE("what comes from no page, or one of this machine, may invoke functions") {
  CHECK_FALSE(refuse_foreign_page({}, from_page({}, {})));
  CHECK_FALSE(refuse_foreign_page({}, from_page({}, "none")));
  CHECK_FALSE(refuse_foreign_page({}, from_page({}, "same-origin")));
  CHECK_FALSE(refuse_foreign_page({}, from_page({}, "same-site")));
  CHECK_FALSE(refuse_foreign_page({}, from_page("http://localhost:5173", "same-site")));
  CHECK_FALSE(refuse_foreign_page({}, from_page("http://127.0.0.1:5173", "cross-site")));
  CHECK_FALSE(refuse_foreign_page({}, from_page("http://[::1]:5173", {})));
}

TEST_CASE("a page of the site it calls may invoke functions, when the site is an allowed name") {
  LocalAccess access;
  access.hosts = {"api.example.com"};
  CHECK_FALSE(refuse_foreign_page(access, from_page("https://app.example.com", "same-site", "api.example.com")));
  CHECK(refuse_foreign_page(access, from_page("https://app.example.com", "same-site", "localhost:3000")));
  CHECK(refuse_foreign_page(access, from_page("https://app.example.com", "cross-site", "api.example.com")));
}

TEST_CASE("pages of an allowed origin may call every door") {
  LocalAccess access;
  access.origins = {"https://App.example.com", "null"};
  CHECK_FALSE(refuse_foreign_page(access, from_page("https://app.example.com", "cross-site")));
  CHECK_FALSE(refuse_foreign_page(access, from_page("null", "cross-site")));
  CHECK_FALSE(refuse_page(access, from_page("https://app.example.com", "cross-site")));
  for (const char* other : {"https://app.example.com:8443", "http://app.example.com", "https://app.example.com.evil"}) {
    CHECK(refuse_foreign_page(access, from_page(other, "cross-site")));
  }
  access.origins = {"*"};
  CHECK_FALSE(refuse_foreign_page(access, from_page("https://any.example", "cross-site")));
  CHECK_FALSE(refuse_foreign_page(access, from_page({}, "cross-site")));
}

TEST_CASE("without Origin, the page that asks is that of Referer") {
  AccessClaims image = from_page({}, "cross-site", "127.0.0.1:3000");
  image.method = "GET";
  image.fetch_mode = "no-cors";
  image.fetch_dest = "image";
  image.referer = "http://localhost:5173/gallery?x";
  CHECK(page_origin(image) == "http://localhost:5173");
  CHECK_FALSE(refuse_foreign_page({}, image));
  image.referer = "https://evil.example/";
  CHECK(refuse_foreign_page({}, image));
  image.referer = "about:blank";
  CHECK_FALSE(page_origin(image));
  CHECK(refuse_foreign_page({}, image));
}

TEST_CASE("a link that a person followed opens, what a page does by itself does not") {
  AccessClaims link = from_page({}, "cross-site");
  link.method = "GET";
  link.fetch_mode = "navigate";
  link.fetch_dest = "document";
  CHECK(refuse_foreign_page({}, link));
  link.fetch_user = "?1";
  CHECK_FALSE(refuse_foreign_page({}, link));
  link.fetch_dest = "iframe";
  CHECK(refuse_foreign_page({}, link));
  link.fetch_dest = "document";
  link.method = "POST";
  CHECK(refuse_foreign_page({}, link));
}

TEST_CASE("an origin is a scheme and a host, without a path") {
  for (const char* good : {"https://app.example.com", "http://localhost:5173", "http://[::1]:80", "null", "*",
                           "chrome-extension://abcdef", "capacitor://localhost"}) {
    CAPTURE(good);
    CHECK(is_origin(good));
  }
  for (const char* bad :
       {"", "app.example.com", "https://", "https://a/b", "https://a?x", "://a", "https://a b", "x://"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_origin(bad));
  }
}
