#include "core/gateway/responses.h"

#include <array>

#include "core/gateway/events/rest_api_event.h"
#include "core/gateway/failures.h"
#include "core/gateway/proxy_response.h"
#include "core/http/text.h"
#include "core/json/text.h"
#include "core/text/base64.h"

namespace lambdalocal::gateway {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::size_t kAlbPayloadBytes = 1024 * 1024;

Converted refused(FrontEnd front_end, std::string fault) {
  return {failure_response(front_end, Failure::Malformed), std::move(fault)};
}

enum class Decoding { Never, WhenFlagged };

// The response of an object of the proxy form; `default_type` is its Content-Type when it has none.
Converted from_object(FrontEnd front_end, const JsonOutline& payload, const ProxyResponseOptions& options,
                      Decoding decoding, std::string_view default_type) {
  auto read = read_proxy_response(payload, options);
  if (!read) return refused(front_end, read.error().message);
  HttpResponse response{read->status, std::move(read->headers), std::move(read->body)};
  if (read->is_base64_encoded && decoding == Decoding::WhenFlagged) {
    auto decoded = base64_decode(response.body);
    if (!decoded) return refused(front_end, "isBase64Encoded is true, but the body is not base64");
    response.body = *std::move(decoded);
  }
  add_default_header(response.headers, "Content-Type", default_type);
  return {std::move(response), ""};
}

// Format 2.0 as HTTP APIs and Function URLs have it.
Converted from_format_2_0(FrontEnd front_end, std::string_view payload, std::string_view default_type) {
  const auto value = JsonOutline::read(payload);
  if (!value) return refused(front_end, "the function returned no JSON");
  if (value->find("statusCode")) {
    ProxyResponseOptions options;
    options.status_required = true;
    options.cookies = true;
    Converted converted = from_object(front_end, *value, options, Decoding::WhenFlagged, default_type);
    if (converted.fault.empty()) drop_connection_headers(converted.response.headers);
    return converted;
  }
  HttpResponse response{200, {{"Content-Type", std::string(kJson)}}, ""};
  if (value->type() != JsonType::String) {
    response.body = compact_json(value->text());
  } else if (auto text = json_string_value(value->text())) {
    response.body = *std::move(text);
  } else {
    return refused(front_end, "the function returned a string with half of a surrogate pair");
  }
  return {std::move(response), ""};
}

}  // namespace

Converted http_api_response_2_0(std::string_view payload) {
  return from_format_2_0(FrontEnd::HttpApi, payload, "text/plain;charset=UTF-8");
}

Converted http_api_response_1_0(std::string_view payload) {
  const auto value = JsonOutline::read(payload);
  if (!value) return refused(FrontEnd::HttpApi, "the function returned no JSON");
  ProxyResponseOptions options;
  options.status_required = true;
  options.multi_value_headers = true;
  Converted converted =
      from_object(FrontEnd::HttpApi, *value, options, Decoding::WhenFlagged, "text/plain;charset=UTF-8");
  if (converted.fault.empty()) drop_connection_headers(converted.response.headers);
  return converted;
}

Converted rest_api_response(std::string_view payload, const Api& api, const HttpRequest& request) {
  const auto value = JsonOutline::read(payload);
  if (!value) return refused(FrontEnd::RestApi, "the function returned no JSON");
  if (value->type() == JsonType::Object && value->members().empty())
    return refused(FrontEnd::RestApi, "the function returned an empty object");
  ProxyResponseOptions options;
  options.only_known_members = true;
  options.multi_value_headers = true;
  options.scalar_body = true;
  const bool wants_binary =
      is_binary_media_type(api.binary_media_types, find_header(request.headers, "accept").value_or(""));
  Converted converted =
      from_object(FrontEnd::RestApi, *value, options, wants_binary ? Decoding::WhenFlagged : Decoding::Never, kJson);
  if (converted.fault.empty()) remap_rest_headers(converted.response.headers);
  return converted;
}

Converted function_url_response(std::string_view payload) {
  return from_format_2_0(FrontEnd::FunctionUrl, payload, kJson);
}

Converted alb_response(std::string_view payload, bool multi_value_headers) {
  if (payload.size() > kAlbPayloadBytes) return refused(FrontEnd::Alb, "the response is over 1 MB");
  const auto value = JsonOutline::read(payload);
  if (!value) return refused(FrontEnd::Alb, "the function returned no JSON");
  ProxyResponseOptions options;
  options.status_required = true;
  options.multi_value_headers = multi_value_headers;
  options.single_value_headers = !multi_value_headers;
  options.string_header_values_only = true;
  options.alb = true;
  Converted converted = from_object(FrontEnd::Alb, *value, options, Decoding::WhenFlagged, "application/octet-stream");
  if (converted.fault.empty()) drop_connection_headers(converted.response.headers);
  return converted;
}

void remap_rest_headers(Headers& headers) {
  constexpr std::array<std::string_view, 8> kRemapped{
      "connection", "content-length", "date", "host", "server", "user-agent", "www-authenticate", "authorization"};
  for (auto& [name, value] : headers) {
    for (const auto remapped : kRemapped) {
      if (same_name(name, remapped)) {
        name.insert(0, "x-amzn-Remapped-");
        break;
      }
    }
  }
  drop_connection_headers(headers);
}

void add_rest_api_headers(HttpResponse& response, const HttpRequest& request) {
  response.headers.emplace_back("x-amzn-RequestId", request.request_id);
  response.headers.emplace_back("x-amz-apigw-id", request.extended_request_id);
  add_default_header(response.headers, "X-Amzn-Trace-Id", request.trace_id);
}

void add_http_api_headers(HttpResponse& response, const HttpRequest& request) {
  response.headers.emplace_back("apigw-requestid", request.request_id);
}

void add_function_url_headers(HttpResponse& response, const HttpRequest& request) {
  response.headers.emplace_back("x-amzn-RequestId", request.request_id);
  add_default_header(response.headers, "X-Amzn-Trace-Id", request.trace_id);
}

}  // namespace lambdalocal::gateway
