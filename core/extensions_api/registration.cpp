#include "core/extensions_api/registration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

#include "core/extensions_api/contract.h"

namespace lambdalocal::extensions_api {
namespace {

Refusal bad_format(std::string message) { return {kInvalidRequestFormat, std::move(message)}; }

// Why this event is none for an extension of that kind; empty when it is one.
std::string_view fault_of(std::string_view event, Kind kind) {
  if (event == "INVOKE") return "";
  if (event != "SHUTDOWN") return "ErrorInvalidEventType";
  return kind == Kind::Internal ? "ShutdownEventNotSupportedForInternalExtension" : "";
}

}  // namespace

std::vector<std::string_view> Subscription::names() const {
  std::vector<std::string_view> names;
  if (invoke) names.emplace_back("INVOKE");
  if (shutdown) names.emplace_back("SHUTDOWN");
  return names;
}

std::variant<Subscription, Refusal> read_registration(std::string_view body, Kind kind) {
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return bad_format("unexpected end of JSON input");
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (json.is_discarded()) return bad_format("the body is no JSON");
  if (!json.is_object()) return bad_format("the body is no JSON object");
  if (const auto keys = json.find("configurationKeys"); keys != json.end() && !keys->empty()) {
    return bad_format("configurationKeys are deprecated; use environment variables instead");
  }
  Subscription subscription;
  const auto events = json.find("events");
  if (events == json.end() || events->is_null()) return subscription;
  if (!events->is_array()) return bad_format("\"events\" is no array");
  for (const auto& event : *events) {
    if (!event.is_string()) return bad_format("\"events\" holds what is no string");
    const std::string& name = event.get_ref<const std::string&>();
    if (const auto fault = fault_of(name, kind); !fault.empty()) {
      return Refusal{kInvalidEventType, fmt::format("{}: {}", name, fault)};
    }
    (name == "INVOKE" ? subscription.invoke : subscription.shutdown) = true;
  }
  return subscription;
}

bool accepts_feature(std::string_view header, std::string_view feature) {
  while (!header.empty()) {
    std::string_view one = header.substr(0, header.find(','));
    header.remove_prefix(std::min(header.size(), one.size() + 1));
    while (one.starts_with(' ')) one.remove_prefix(1);
    while (one.ends_with(' ')) one.remove_suffix(1);
    if (one == feature) return true;
  }
  return false;
}

bool is_identifier(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kForm.size()) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool fits = kForm[at] == '-' ? text[at] == '-' : std::isxdigit(static_cast<unsigned char>(text[at])) != 0;
    if (!fits) return false;
  }
  return true;
}

}  // namespace lambdalocal::extensions_api
