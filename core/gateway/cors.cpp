#include "core/gateway/cors.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/http/text.h"

namespace lambdalocal::gateway {
namespace {

constexpr std::string_view kPrefix = "access-control-";

bool lists(const std::vector<std::string>& values, std::string_view value) {
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& listed) { return listed == "*" || same_name(listed, value); });
}

// What Access-Control-Allow-Origin says to the origin: itself, * when any is allowed, nothing when it is not.
std::string allowed_origin(const CorsConfiguration& cors, std::string_view origin) {
  for (const std::string& listed : cors.allow_origins) {
    if (listed == "*") return cors.allow_credentials ? std::string(origin) : "*";
    const bool any_host = listed.ends_with("://*");
    const std::string_view scheme = std::string_view(listed).substr(0, listed.size() - 1);
    if (any_host ? origin.starts_with(scheme) && origin.size() > scheme.size() : listed == origin) {
      return std::string(origin);
    }
  }
  return "";
}

void add_list(HttpResponse& response, std::string_view name, const std::vector<std::string>& values) {
  if (!values.empty()) response.headers.emplace_back(name, fmt::format("{}", fmt::join(values, ",")));
}

// The headers both preflights and other responses have.
void add_shared_headers(HttpResponse& response, const CorsConfiguration& cors, const std::string& origin) {
  response.headers.emplace_back("Access-Control-Allow-Origin", origin);
  if (origin != "*") response.headers.emplace_back("Vary", "Origin");
  if (cors.allow_credentials) response.headers.emplace_back("Access-Control-Allow-Credentials", "true");
}

// A REST API's OPTIONS method is a mock that says the same to everyone.
HttpResponse rest_preflight(const CorsConfiguration& cors) {
  HttpResponse response{200, {{"Content-Type", "application/json"}}, ""};
  add_list(response, "Access-Control-Allow-Origin", cors.allow_origins);
  add_list(response, "Access-Control-Allow-Methods", cors.allow_methods);
  add_list(response, "Access-Control-Allow-Headers", cors.allow_headers);
  if (cors.allow_credentials) response.headers.emplace_back("Access-Control-Allow-Credentials", "true");
  if (cors.max_age_seconds) {
    response.headers.emplace_back("Access-Control-Max-Age", std::to_string(*cors.max_age_seconds));
  }
  return response;
}

}  // namespace

bool allows_origin(const CorsConfiguration& cors, std::string_view origin) {
  return !allowed_origin(cors, origin).empty();
}

bool is_preflight(FrontEnd front_end, const HttpRequest& request) {
  if (request.method != "OPTIONS") return false;
  if (front_end == FrontEnd::RestApi) return true;
  return find_header(request.headers, "origin") && find_header(request.headers, "access-control-request-method");
}

HttpResponse preflight_response(FrontEnd front_end, const CorsConfiguration& cors, const HttpRequest& request) {
  if (front_end == FrontEnd::RestApi) return rest_preflight(cors);
  HttpResponse response{front_end == FrontEnd::HttpApi ? 204 : 200, {}, ""};
  const std::string origin = allowed_origin(cors, find_header(request.headers, "origin").value_or(""));
  const auto method = find_header(request.headers, "access-control-request-method").value_or("");
  if (origin.empty() || !lists(cors.allow_methods, method)) return response;
  add_shared_headers(response, cors, origin);
  add_list(response, "Access-Control-Allow-Methods", cors.allow_methods);
  add_list(response, "Access-Control-Allow-Headers", cors.allow_headers);
  add_list(response, "Access-Control-Expose-Headers", cors.expose_headers);
  if (cors.max_age_seconds) {
    response.headers.emplace_back("Access-Control-Max-Age", std::to_string(*cors.max_age_seconds));
  }
  return response;
}

void apply_cors(FrontEnd front_end, const CorsConfiguration& cors, const HttpRequest& request, HttpResponse& response) {
  if (front_end == FrontEnd::RestApi || front_end == FrontEnd::Alb) return;
  if (front_end == FrontEnd::HttpApi) {
    std::erase_if(response.headers, [](const auto& header) { return lower_case(header.first).starts_with(kPrefix); });
  }
  const std::string origin = allowed_origin(cors, find_header(request.headers, "origin").value_or(""));
  if (origin.empty() || !find_header(request.headers, "origin")) return;
  add_shared_headers(response, cors, origin);
  add_list(response, "Access-Control-Expose-Headers", cors.expose_headers);
}

}  // namespace lambdalocal::gateway
