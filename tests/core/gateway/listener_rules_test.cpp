#include "core/gateway/listener_rules.h"

#include "core/http/text.h"
#include "tests/core/gateway/sample_request.h"
#include "tests/support/catch.h"

using namespace lambdalocal;
using namespace lambdalocal::gateway;

namespace {

bool takes(ConditionField field, std::vector<std::string> values, const HttpRequest& request) {
  ListenerCondition condition;
  condition.field = field;
  condition.header_name = "Test-Header";
  condition.values = std::move(values);
  return holds(condition, request);
}

bool takes_path(const char* pattern, const char* target) {
  HttpRequest request = plain_get();
  request.target = target;
  return takes(ConditionField::PathPattern, {pattern}, request);
}

bool takes_query(const char* key, const char* value, const char* target) {
  HttpRequest request = plain_get();
  request.target = target;
  ListenerCondition condition;
  condition.field = ConditionField::QueryString;
  condition.queries = {{key, value}};
  return holds(condition, request);
}

bool takes_source(const char* network, const char* address) {
  HttpRequest request = plain_get();
  request.source_ip = address;
  return takes(ConditionField::SourceIp, {network}, request);
}

std::string location(const Redirect& redirect, const char* target, const char* host = "localhost:3000") {
  HttpRequest request = plain_get();
  request.target = target;
  request.headers = {{"Host", host}};
  return std::string(find_header(redirect_response(redirect, request).headers, "Location").value_or("none"));
}

}  // namespace

TEST_CASE("a path pattern is compared with the whole path, without the query, in its case") {
  CHECK(takes_path("/img/*", "/img/a/b.png?x=1"));
  CHECK(takes_path("/img/*", "/img/"));
  CHECK_FALSE(takes_path("/img/*", "/img"));
  CHECK_FALSE(takes_path("/img/*", "/IMG/a"));
  CHECK_FALSE(takes_path("/img", "/img/a"));
  CHECK(takes_path("/?/*.png", "/a/b/c.png"));
  CHECK_FALSE(takes_path("/?/*.png", "/ab/c.png"));
  CHECK(takes_path("/*/b/*/d", "/a/b/b/c/d"));
  CHECK_FALSE(takes_path("/*/b/*/d", "/a/b/b/c/e"));
  CHECK(takes_path("*", "/"));
}

TEST_CASE("expressions are found anywhere, paths in their case, hosts and headers without") {
  HttpRequest request = plain_get();
  request.target = "/v2/Pets?x=1";
  request.headers = {{"Host", "Shop.Example.com:3000"}, {"test-header", "Red one"}};
  const auto finds = [&](ConditionField field, std::vector<std::string> expressions) {
    ListenerCondition condition;
    condition.field = field;
    condition.header_name = "Test-Header";
    condition.expressions = std::move(expressions);
    return holds(condition, request);
  };
  CHECK(finds(ConditionField::PathPattern, {"^/api", "^/v[0-9]+/"}));
  CHECK(finds(ConditionField::PathPattern, {"Pets$"}));
  CHECK_FALSE(finds(ConditionField::PathPattern, {"pets$", "x=1", "^v2"}));
  CHECK(finds(ConditionField::HostHeader, {"^(www|shop)\\.example\\.com$"}));
  CHECK_FALSE(finds(ConditionField::HostHeader, {":3000"}));
  CHECK(finds(ConditionField::HttpHeader, {"^red"}));
  CHECK_FALSE(finds(ConditionField::HttpHeader, {"^one"}));
  request.target = "/" + std::string(5000, 'a');
  CHECK_FALSE(finds(ConditionField::PathPattern, {"(a+)+$b"}));  // at once
}

TEST_CASE("expressions that no load balancer takes are refused with the reason") {
  const auto refusal = [](std::string expression) {
    ListenerCondition condition;
    condition.expressions = {std::move(expression)};
    auto checked = check_expressions(condition);
    if (checked) return std::string();
    const std::string message = checked.error().message;
    return message.substr(message.rfind(": ") + 2);
  };
  for (const char* good : {"^/v[0-9]+/", "[(?=]", "\\(?=", "(?:a|b){1,3}", "[+*]+", "\\++"}) {
    INFO(good);
    CHECK(refusal(good).empty());
  }
  CHECK(refusal("a++") == "load balancers know no possessive quantifiers");
  CHECK(refusal("^(?!x)") == "load balancers know no lookaheads");
  CHECK(refusal("(?<=x)y") == "load balancers know no lookbehinds");
  CHECK(refusal("(a)\\1") == "load balancers know no backreferences");
  CHECK(refusal("\\p{L}") == "load balancers know no Unicode classes");
  CHECK(refusal("(?>a)") == "load balancers know no atomic groups");
  CHECK(refusal("(a").find("missing closing parenthesis") != std::string::npos);
  CHECK(refusal(std::string(129, 'a')) == "it has more than 128 characters");
}

TEST_CASE("a pattern of many wildcards ends in time") {
  std::string pattern;
  for (int i = 0; i < 64; ++i) pattern += "*a";
  HttpRequest request = plain_get();
  request.target = "/" + std::string(10000, 'a') + "b";
  CHECK_FALSE(takes(ConditionField::PathPattern, {pattern}, request));
}

TEST_CASE("a host is compared without its port and its case") {
  HttpRequest request = plain_get();
  request.headers = {{"Host", "Api.Example.com:3000"}};
  CHECK(takes(ConditionField::HostHeader, {"other.com", "*.example.COM"}, request));
  CHECK_FALSE(takes(ConditionField::HostHeader, {"example.com"}, request));
}

TEST_CASE("methods are compared as they are, headers without their case, one of several values is enough") {
  HttpRequest request = plain_get();
  request.headers = {{"test-header", "One Two"}, {"test-header", "three"}};
  CHECK(takes(ConditionField::HttpRequestMethod, {"POST", "GET"}, request));
  CHECK_FALSE(takes(ConditionField::HttpRequestMethod, {"get"}, request));
  CHECK_FALSE(takes(ConditionField::HttpRequestMethod, {"G*"}, request));
  CHECK(takes(ConditionField::HttpHeader, {"one*"}, request));
  CHECK(takes(ConditionField::HttpHeader, {"THREE"}, request));
  CHECK_FALSE(takes(ConditionField::HttpHeader, {"two"}, request));
}

TEST_CASE("a query condition is about a key and its value, or about any value") {
  CHECK(takes_query("Version", "v1*", "/?a=1&version=V1.2"));
  CHECK_FALSE(takes_query("version", "v1", "/?other=v1"));
  CHECK(takes_query("", "*1*", "/?other=v1"));
  CHECK_FALSE(takes_query("", "*", "/"));
  CHECK(takes_query("a", "\\*", "/?a=*"));
  CHECK_FALSE(takes_query("a", "\\*", "/?a=b"));
}

TEST_CASE("a source is in a network of its family") {
  CHECK(takes_source("127.0.0.0/8", "127.1.2.3"));
  CHECK_FALSE(takes_source("10.0.0.0/8", "127.0.0.1"));
  CHECK(takes_source("10.1.0.0/15", "10.0.255.1"));
  CHECK_FALSE(takes_source("10.2.0.0/15", "10.4.0.1"));
  CHECK(takes_source("::1/128", "::1"));
  CHECK(takes_source("0.0.0.0/0", "8.8.8.8"));
  CHECK_FALSE(takes_source("0.0.0.0/0", "::1"));
  CHECK_FALSE(takes_source("10.0.0.0/33", "10.0.0.0"));
  CHECK_FALSE(takes_source("nonsense", "10.0.0.0"));
}

TEST_CASE("a redirect keeps what its parts do not change, and replaces nothing in what the client sent") {
  Redirect to_https;
  to_https.status = 301;
  to_https.protocol = "HTTPS";
  to_https.port = "443";
  CHECK(location(to_https, "/a/b?q=1") == "https://localhost:443/a/b?q=1");
  CHECK(location(to_https, "/a/b?q=1", "#{query}") == "https://#{query}:443/a/b?q=1");
  Redirect moved;
  moved.host = "www.#{host}";
  moved.path = "/new/#{path}";
  moved.query = "#{query}&p=#{port}";
  CHECK(location(moved, "/x?a=1") == "http://www.localhost:3000/new/x?a=1&p=3000");
  CHECK(redirect_response(to_https, plain_get()).status == 301);
}

TEST_CASE("what is not emulated says so in the words of the front end") {
  const HttpResponse alb = response_of(not_emulated(FrontEnd::Alb, "no \"such\" thing"), plain_get());
  CHECK(alb.status == 501);
  CHECK(alb.body == "no \"such\" thing");
  const HttpResponse rest = response_of(not_emulated(FrontEnd::RestApi, "no \"such\" thing"), plain_get());
  CHECK(rest.status == 501);
  CHECK(rest.body == R"({"message":"no \"such\" thing"})");
}
