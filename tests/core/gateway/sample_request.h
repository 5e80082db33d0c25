// The request the tests of the front ends send: encoded path, repeated query values and headers, two cookies.
#pragma once

#include "core/gateway/http_request.h"

namespace lambdalocal::gateway {

inline HttpRequest sample_request() {
  HttpRequest request;
  request.method = "POST";
  request.target = "/echo/a%20b%2Bc?q=b%20c&k=1&k=2+3";
  request.headers = {
      {"Host", "localhost:3000"},   {"User-Agent", "curl/8.5.0"},    {"tEsT-HEADeR", "one"},
      {"Cookie", "a=1; b=2"},       {"X-Forwarded-For", "10.0.0.1"}, {"Content-Type", "application/json"},
      {"Connection", "keep-alive"}, {"Content-Length", "7"},         {"tEsT-HEADeR", "two"}};
  request.body = R"({"x":1})";
  request.port = 3000;
  request.request_id = "6b1b3c5e-0000-4000-8000-000000000001";
  request.extended_request_id = "LV7fzho-PHcEJPw=";
  request.trace_id = "Root=1-69b529dd-2aabfe228f219e9cb0eb53f1";
  request.time = std::chrono::system_clock::time_point{std::chrono::milliseconds{1583348638390}};
  return request;
}

inline HttpRequest plain_get() {
  HttpRequest request = sample_request();
  request.method = "GET";
  request.target = "/";
  request.headers = {{"Host", "localhost:3000"}};
  request.body.clear();
  return request;
}

}  // namespace lambdalocal::gateway
