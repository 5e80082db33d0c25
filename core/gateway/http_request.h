// An HTTP request as a front end received it, and the HTTP response it will write: plain values. What a front end knows
// besides (who called, when, the ids it gave the request) is passed in here, so that events can be built without a clock.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace lambdalocal::gateway {

// In the order received or to be sent; names in the case they came in; names may repeat.
using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";  // as it stands in the request line: path and query, not decoded, without the stage
  Headers headers;
  std::string body;
  std::string protocol = "HTTP/1.1";
  std::string source_ip = "127.0.0.1";

  // How the client reached the front end, for X-Forwarded-Proto and X-Forwarded-Port.
  std::string scheme = "http";
  int port = 80;

  // Given by the front end.
  std::string request_id;           // a UUID; HTTP APIs: like LV7fzho-PHcEJPw=
  std::string extended_request_id;  // REST APIs: x-amz-apigw-id
  std::string trace_id;             // Root=1-...; also sent on to the function
  std::chrono::system_clock::time_point time;
};

struct HttpResponse {
  int status = 200;
  Headers headers;
  std::string body;

  bool operator==(const HttpResponse&) const = default;
};

}  // namespace lambdalocal::gateway
