#include "core/gateway/proxy_response.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/http/text.h"
#include "core/json/check.h"

namespace lambdalocal::gateway {
namespace {

constexpr int kMinStatus = 100, kMaxStatus = 599;
constexpr std::array<std::string_view, 7> kMembers{
    "statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded", "base64Encoded", "cookies"};

Error malformed(std::string message) { return {ErrorKind::BadConfiguration, std::move(message)}; }

const Json* member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
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

Result<Headers> read_headers(const Json& object, const ProxyResponseOptions& options) {
  Headers multiple, single;
  if (const Json* lists = member(object, "multiValueHeaders"); lists != nullptr && options.multi_value_headers) {
    TRY_VOID(append_multi_value_headers(multiple, *lists, options.string_header_values_only));
  }
  if (const Json* values = member(object, "headers"); values != nullptr && options.single_value_headers) {
    if (!values->is_object()) return malformed("headers is no object");
    for (const auto& [name, value] : values->items()) {
      Headers header;
      if (!value.is_null()) TRY_VOID(append_header(header, name, value, options.string_header_values_only));
      if (!header.empty()) merge_header(multiple, single, std::move(header.front()));
    }
  }
  multiple.insert(multiple.end(), single.begin(), single.end());
  if (const Json* cookies = member(object, "cookies"); cookies != nullptr && options.cookies) {
    if (!cookies->is_array()) return malformed("cookies is no list");
    for (const Json& cookie : *cookies) TRY_VOID(append_header(multiple, "set-cookie", cookie, true));
  }
  return multiple;
}

Result<int> read_status(const Json& object, bool required) {
  const Json* status = member(object, "statusCode");
  if (status == nullptr) {
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
  return code;
}

Result<bool> read_flag(const Json& object) {
  const Json* flag = member(object, "isBase64Encoded");
  if (flag == nullptr) flag = member(object, "base64Encoded");
  if (flag == nullptr) return false;
  if (flag->is_boolean()) return flag->get<bool>();
  const std::string text = flag->is_string() ? lower_case(flag->get<std::string>()) : "";
  if (text != "true" && text != "false") return malformed("isBase64Encoded is no boolean");
  return text == "true";
}

}  // namespace

Result<ProxyResponse> read_proxy_response(const Json& object, const ProxyResponseOptions& options) {
  if (!object.is_object()) return malformed("the function returned no object");
  if (options.only_known_members) {
    for (const auto& [name, value] : object.items()) {
      if (std::find(kMembers.begin(), kMembers.end(), name) == kMembers.end()) {
        return malformed(fmt::format("\"{}\" is no member of a response", name));
      }
    }
  }
  ProxyResponse response;
  TRY(status, read_status(object, options.status_required));
  TRY(headers, read_headers(object, options));
  TRY(is_base64_encoded, read_flag(object));
  response.status = status;
  response.headers = std::move(headers);
  response.is_base64_encoded = is_base64_encoded;
  if (const Json* body = member(object, "body")) {
    auto text = options.scalar_body || body->is_string() ? scalar_text(*body) : std::nullopt;
    if (!text) return malformed("body is no string: use JSON.stringify, json.dumps or the like");
    response.body = *std::move(text);
  }
  return response;
}

std::optional<Json> parse_payload(std::string_view payload) {
  if (find_json_fault(payload)) return std::nullopt;
  Json value = Json::parse(payload, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

std::string compact_json(std::string_view text) {
  std::string compact;
  compact.reserve(text.size());
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char byte = text[at];
    if (in_string && byte == '\\' && at + 1 < text.size()) {
      compact += byte;
      compact += text[++at];
      continue;
    }
    if (byte == '"') in_string = !in_string;
    if (in_string || (byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n')) compact += byte;
  }
  return compact;
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
