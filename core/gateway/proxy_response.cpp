#include "core/gateway/proxy_response.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/http/text.h"
#include "core/json/text.h"

namespace lambdalocal::gateway {
namespace {

constexpr int kMinStatus = 100, kMinFinalStatus = 200, kMaxStatus = 599;
constexpr std::array<std::string_view, 7> kMembers{
    "statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "base64Encoded", "cookies"};

Error malformed(std::string message) { return {ErrorKind::BadConfiguration, std::move(message)}; }

// Null: there is none, or it is null. Members but for the body are small, so they are read as trees.
std::optional<Json> member(const JsonOutline& payload, std::string_view name) {
  const auto text = payload.find(name);
  if (!text || json_type(*text) == JsonType::Null) return std::nullopt;
  return Json::parse(*text, nullptr, false);
}

// The text of a string, number or boolean.
std::optional<std::string> scalar_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return value.dump();
  return std::nullopt;
}

// Visible ASCII but for separators: what RFC 9110 calls a token.
bool is_header_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char byte) {
    return byte > ' ' && byte < 0x7f && std::string_view("()<>@,;:\\\"/[]?={}").find(byte) == std::string_view::npos;
  });
}

bool is_header_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) < 0x20 && byte != '\t') || byte == 0x7f;
  });
}

Result<void> append_header(Headers& headers, const std::string& name, const Json& value, bool strings_only) {
  const auto text = strings_only && !value.is_string() ? std::nullopt : scalar_text(value);
  if (!text) return malformed(fmt::format("the value of header \"{}\" is no string", name));
  if (!is_header_name(name)) return malformed(fmt::format("\"{}\" is no name of a header", name));
  if (!is_header_value(*text)) return malformed(fmt::format("header \"{}\" has a control character in it", name));
  headers.emplace_back(name, *text);
  return {};
}

Result<void> append_multi_value_headers(Headers& headers, const Json& object, bool strings_only) {
  if (!object.is_object()) return malformed("multiValueHeaders is no object");
  for (const auto& [name, values] : object.items()) {
    if (values.is_null()) continue;
    if (!values.is_array()) return malformed(fmt::format("multiValueHeaders \"{}\" is no list", name));
    for (const Json& value : values) TRY_VOID(append_header(headers, name, value, strings_only));
  }
  return {};
}

// One name in both maps: the value follows those of multiValueHeaders, spelled as there; an equal pair counts once.
void merge_header(Headers& multiple, Headers& single, std::pair<std::string, std::string> header) {
  const auto same = [&](const auto& other) { return same_name(other.first, header.first); };
  const auto last = std::find_if(multiple.rbegin(), multiple.rend(), same);
  if (last == multiple.rend()) {
    single.push_back(std::move(header));
    return;
  }
  const auto equal = [&](const auto& other) { return same(other) && other.second == header.second; };
  if (std::any_of(multiple.begin(), multiple.end(), equal)) return;
  header.first = last->first;
  multiple.insert(last.base(), std::move(header));
}

Result<Headers> read_headers(const JsonOutline& payload, const ProxyResponseOptions& options) {
  Headers multiple, single;
  if (const auto lists = member(payload, "multiValueHeaders"); lists && options.multi_value_headers) {
    TRY_VOID(append_multi_value_headers(multiple, *lists, options.string_header_values_only));
  }
  if (const auto values = member(payload, "headers"); values && options.single_value_headers) {
    if (!values->is_object()) return malformed("headers is no object");
    for (const auto& [name, value] : values->items()) {
      Headers header;
      if (!value.is_null()) TRY_VOID(append_header(header, name, value, options.string_header_values_only));
      if (!header.empty()) merge_header(multiple, single, std::move(header.front()));
    }
  }
  multiple.insert(multiple.end(), single.begin(), single.end());
  if (const auto cookies = member(payload, "cookies"); cookies && options.cookies) {
    if (!cookies->is_array()) return malformed("cookies is no list");
    for (const Json& cookie : *cookies) TRY_VOID(append_header(multiple, "set-cookie", cookie, true));
  }
  return multiple;
}

Result<int> read_status(const JsonOutline& payload, bool required) {
  const auto status = member(payload, "statusCode");
  if (!status) {
    if (required) return malformed("statusCode is missing");
    return 200;
  }
  int code = 0;
  const std::string text = status->is_string() ? status->get<std::string>() : status->dump();
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), code);
  if ((!status->is_string() && !status->is_number_integer()) || fault != std::errc() ||
      end != text.data() + text.size()) {
    return malformed("statusCode is no whole number");
  }
  if (code < kMinStatus || code > kMaxStatus) return malformed(fmt::format("statusCode {} is not 100 to 599", code));
  if (code < kMinFinalStatus) return malformed(fmt::format("statusCode {} announces a response, it is none", code));
  return code;
}

Result<bool> read_flag(const JsonOutline& payload) {
  auto flag = member(payload, "isBase64Encoded");
  if (!flag) flag = member(payload, "base64Encoded");
  if (!flag) return false;
  if (flag->is_boolean()) return flag->get<bool>();
  const std::string text = flag->is_string() ? lower_case(flag->get<std::string>()) : "";
  if (text != "true" && text != "false") return malformed("isBase64Encoded is no boolean");
  return text == "true";
}

// What an ALB takes amiss, and no other front end: null in place of a value, and a description that does not begin with
// the number of the status. Header maps may be null: AWS's library for Go writes the one that is not used so.
Result<void> check_alb_response(const JsonOutline& payload) {
  for (const std::string_view name : {"statusDescription", "body", "isBase64Encoded"}) {
    const auto value = payload.find(name);
    if (value && json_type(*value) == JsonType::Null) return malformed(fmt::format("{} is null: leave it out", name));
  }
  const auto description = member(payload, "statusDescription");
  if (!description) return {};
  const std::string text = description->is_string() ? description->get<std::string>() : "";
  if (description->is_string() && text.empty()) return {};  // none was set, in AWS's library for Go
  const bool has_number = text.size() >= 3 && std::all_of(text.begin(), text.begin() + 3, is_digit);
  if (!has_number || (text.size() > 3 && text[3] != ' ')) {
    return malformed("statusDescription has no status code in front: write \"200 OK\"");
  }
  return {};
}

Result<std::string> read_body(const JsonOutline& payload, bool takes_scalars) {
  const auto value = payload.find("body");
  if (!value || json_type(*value) == JsonType::Null) return std::string();
  std::optional<std::string> text;
  if (json_type(*value) == JsonType::String) {
    text = json_string_value(*value);
  } else if (takes_scalars) {
    text = scalar_text(Json::parse(*value, nullptr, false));
  }
  if (!text) return malformed("body is no string: use JSON.stringify, json.dumps or the like");
  return *std::move(text);
}

}  // namespace

Result<ProxyResponse> read_proxy_response(const JsonOutline& payload, const ProxyResponseOptions& options) {
  if (payload.type() != JsonType::Object) return malformed("the function returned no object");
  if (options.only_known_members) {
    for (const JsonMember& given : payload.members()) {
      const std::string name = name_of(given);
      if (std::find(kMembers.begin(), kMembers.end(), name) == kMembers.end()) {
        return malformed(fmt::format("\"{}\" is no member of a response", name));
      }
    }
  }
  if (options.alb) TRY_VOID(check_alb_response(payload));
  ProxyResponse response;
  TRY(status, read_status(payload, options.status_required));
  TRY(headers, read_headers(payload, options));
  TRY(is_base64_encoded, read_flag(payload));
  TRY(body, read_body(payload, options.scalar_body));
  response.status = status;
  response.headers = std::move(headers);
  response.is_base64_encoded = is_base64_encoded;
  response.body = std::move(body);
  return response;
}

void drop_connection_headers(Headers& headers) {
  std::erase_if(headers, [](const auto& header) {
    for (const char* name : {"connection", "keep-alive", "content-length", "transfer-encoding", "te", "trailer",
                             "upgrade", "proxy-authenticate", "proxy-connection"}) {
      if (same_name(header.first, name)) return true;
    }
    return false;
  });
}

void add_default_header(Headers& headers, std::string_view name, std::string_view value) {
  if (!find_header(headers, name)) headers.emplace_back(name, value);
}

}  // namespace lambdalocal::gateway
