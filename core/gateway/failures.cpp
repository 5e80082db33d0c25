#include "core/gateway/failures.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/function/limits.h"
#include "core/gateway/routes.h"
#include "core/http/text.h"

namespace lambdalocal::gateway {
namespace {

constexpr std::size_t kApiBodyBytes = 10 * 1024 * 1024, kAlbBodyBytes = 1024 * 1024;
// An ALB takes 16 KB in one line and 64 KB in all; a Function URL's limit is not documented.
constexpr std::size_t kOtherHeaderBytes = 64 * 1024;

HttpResponse rest(int status, std::string_view type, std::string_view body) {
  return {status, {{"Content-Type", "application/json"}, {"x-amzn-ErrorType", std::string(type)}}, std::string(body)};
}

HttpResponse rest_failure(Failure failure) {
  constexpr std::string_view kInternal = "InternalServerErrorException";
  constexpr std::string_view kInternalBody = R"({"message": "Internal server error"})";
  switch (failure) {
    case Failure::FunctionError:
    case Failure::Malformed: return rest(502, kInternal, kInternalBody);
    case Failure::InvokeRefused:
    case Failure::Throttled: return rest(500, kInternal, kInternalBody);
    case Failure::Timeout: return rest(504, kInternal, R"({"message": "Endpoint request timed out"})");
    case Failure::NoRoute: return no_route_response(ApiKind::Rest);
    case Failure::Unauthorized: return rest(401, "UnauthorizedException", R"({"message":"Unauthorized"})");
    case Failure::Denied: return rest_denied_response(true);
    case Failure::AuthorizerFailed: return rest(500, "AuthorizerConfigurationException", R"({"message":null})");
    case Failure::RequestTooLarge:
      return rest(413, "RequestTooLongException", R"({"message":"HTTP content length exceeded 10485760 bytes."})");
    case Failure::HeadersTooLarge:
      return rest(431, "BadRequestException", R"({"message":"Request Header Fields Too Large"})");
    case Failure::BadRequest: return rest(400, "BadRequestException", R"({"message":"Bad Request"})");
    case Failure::MethodNotAllowed:
      return rest(405, "MethodNotAllowedException", R"({"message":"Method Not Allowed"})");
    case Failure::Unavailable: return rest(503, "ServiceUnavailableException", R"({"message": "Service Unavailable"})");
  }
  return {};
}

HttpResponse http_api(int status, std::string_view message) {
  return {status, {{"content-type", "application/json"}}, fmt::format(R"({{"message":"{}"}})", message)};
}

HttpResponse http_api_failure(Failure failure) {
  switch (failure) {
    case Failure::Unavailable:
    case Failure::Timeout: return http_api(503, "Service Unavailable");
    case Failure::NoRoute: return no_route_response(ApiKind::Http);
    case Failure::Unauthorized: return http_api(401, "Unauthorized");
    case Failure::Denied: return http_api(403, "Forbidden");
    case Failure::RequestTooLarge: return http_api(413, "Request Entity Too Large");
    case Failure::HeadersTooLarge: return http_api(431, "Request Header Fields Too Large");
    case Failure::BadRequest: return http_api(400, "Bad Request");
    case Failure::MethodNotAllowed: return http_api(405, "Method Not Allowed");
    default: return http_api(500, "Internal Server Error");
  }
}

HttpResponse url(int status, std::string_view type, std::string body) {
  return {status, {{"Content-Type", "application/json"}, {"x-amzn-ErrorType", std::string(type)}}, std::move(body)};
}

HttpResponse url_failure(Failure failure) {
  switch (failure) {
    case Failure::Throttled:
      return url(429, "TooManyRequestsException",
                 R"({"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User",)"
                 R"("message":"Rate Exceeded."})");
    case Failure::NoRoute: return url(403, "AccessDeniedException", R"({"Message":null})");
    case Failure::Unauthorized:
    case Failure::Denied:
      return url(403, "AccessDeniedException",
                 R"({"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: )"
                 R"(https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"})");
    case Failure::RequestTooLarge:
      return url(
          413, "RequestEntityTooLargeException",
          fmt::format(R"({{"Message":"Request must be smaller than {} bytes for the InvokeFunction operation"}})",
                      limits::kRequestBytes));
    case Failure::HeadersTooLarge: return {431, {{"Content-Type", "text/plain"}}, "Request Header Fields Too Large"};
    case Failure::BadRequest: return {400, {{"Content-Type", "text/plain"}}, "Bad Request"};
    case Failure::MethodNotAllowed: return {405, {{"Content-Type", "text/plain"}}, "Method Not Allowed"};
    case Failure::Unavailable: return url(503, "ServiceUnavailableException", R"({"Message":"Service Unavailable"})");
    default: return {502, {{"Content-Type", "text/plain"}}, "Internal Server Error"};
  }
}

HttpResponse alb_page(int status, std::string_view reason) {
  return {status,
          {{"Server", "awselb/2.0"}, {"Content-Type", "text/html"}},
          fmt::format("<html>\r\n<head><title>{0} {1}</title></head>\r\n<body>\r\n<center><h1>{0} {1}</h1></center>\r\n"
                      "</body>\r\n</html>\r\n",
                      status, reason)};
}

HttpResponse alb_failure(Failure failure) {
  switch (failure) {
    case Failure::NoRoute: return alb_page(404, "Not Found");
    case Failure::Unauthorized: return alb_page(401, "Authorization Required");
    case Failure::Denied: return alb_page(403, "Forbidden");
    case Failure::RequestTooLarge: return alb_page(413, "Request Entity Too Large");
    case Failure::HeadersTooLarge:
    case Failure::BadRequest: return alb_page(400, "Bad Request");
    case Failure::MethodNotAllowed: return alb_page(405, "Not Allowed");
    case Failure::Unavailable: return alb_page(503, "Service Temporarily Unavailable");
    default: return alb_page(502, "Bad Gateway");
  }
}

}  // namespace

bool takes_method(std::string_view method) { return method != "CONNECT" && method != "TRACE"; }

bool wants_websocket(FrontEnd front_end, const HttpRequest& request) {
  if (front_end != FrontEnd::Alb && front_end != FrontEnd::HttpApi) return false;
  return std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
    return same_name(header.first, "upgrade") && lower_case(header.second).find("websocket") != std::string::npos;
  });
}

HttpResponse failure_response(FrontEnd front_end, Failure failure) {
  switch (front_end) {
    case FrontEnd::HttpApi: return http_api_failure(failure);
    case FrontEnd::RestApi: return rest_failure(failure);
    case FrontEnd::FunctionUrl: return url_failure(failure);
    case FrontEnd::Alb: return alb_failure(failure);
  }
  return {};
}

HttpResponse rest_denied_response(bool explicitly) {
  return rest(403, "AccessDeniedException",
              explicitly ? R"({"Message":"User is not authorized to access this resource with an explicit deny"})"
                         : R"({"Message":"User is not authorized to access this resource"})");
}

std::size_t max_body_bytes(FrontEnd front_end) {
  switch (front_end) {
    case FrontEnd::HttpApi:
    case FrontEnd::RestApi: return kApiBodyBytes;
    case FrontEnd::FunctionUrl: return limits::kRequestBytes;
    case FrontEnd::Alb: return kAlbBodyBytes;
  }
  return 0;
}

HttpResponse refuse_oversized(FrontEnd front_end, const HttpRequest& request) {
  std::size_t header_bytes = request.method.size() + request.target.size() + request.protocol.size() + 4;
  for (const auto& [name, value] : request.headers) header_bytes += name.size() + value.size() + 4;
  const bool is_api = front_end == FrontEnd::HttpApi || front_end == FrontEnd::RestApi;
  if (header_bytes > (is_api ? kMaxHeaderBytes : kOtherHeaderBytes)) {
    return failure_response(front_end, Failure::HeadersTooLarge);
  }
  if (request.body.size() > max_body_bytes(front_end)) return failure_response(front_end, Failure::RequestTooLarge);
  return {0, {}, ""};
}

}  // namespace lambdalocal::gateway
