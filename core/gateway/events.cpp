#include "core/gateway/events.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/base64.h"
#include "core/gateway/http_text.h"
#include "core/utf8.h"

namespace lambdalocal::gateway {
namespace {

// Headers about the connection, which AWS's front ends keep for themselves.
constexpr std::array<std::string_view, 9> kConnectionHeaders{
    "connection",        "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "expect",
    "transfer-encoding", "upgrade"};

bool is_about_connection(std::string_view name) {
  return std::any_of(kConnectionHeaders.begin(), kConnectionHeaders.end(),
                     [&](std::string_view header) { return same_name(header, name); });
}

// Collects values by name; many names take no longer each than few.
class Collector {
 public:
  void add(std::string name, std::string value) {
    const auto [found, is_new] = index_.try_emplace(name, values_.size());
    if (is_new) values_.emplace_back(std::move(name), std::vector<std::string>());
    values_[found->second].second.push_back(std::move(value));
  }
  Values take() { return std::move(values_); }

 private:
  Values values_;
  std::unordered_map<std::string, std::size_t> index_;
};

// Appends to an object without looking for the name first: names of Values differ.
void append_member(Json& object, const std::string& name, Json value) {
  object.get_ref<Json::object_t&>().emplace_back(name, std::move(value));
}

bool is_forwarding(std::string_view name) {
  return same_name(name, "x-forwarded-for") || same_name(name, "x-forwarded-port") ||
         same_name(name, "x-forwarded-proto") || same_name(name, "x-amzn-trace-id");
}

}  // namespace

Values event_headers(const HttpRequest& request, NameCase name_case) {
  const auto spelled = [&](std::string_view name) {
    return name_case == NameCase::Lower ? lower_case(name) : std::string(name);
  };
  Collector collector;
  std::string forwarded_for;
  for (const auto& [name, value] : request.headers) {
    if (same_name(name, "x-forwarded-for")) forwarded_for += value + ", ";
    if (!is_about_connection(name) && !is_forwarding(name)) collector.add(spelled(name), value);
  }
  collector.add(spelled("X-Amzn-Trace-Id"), request.trace_id);
  collector.add(spelled("X-Forwarded-For"), forwarded_for + request.source_ip);
  collector.add(spelled("X-Forwarded-Port"), std::to_string(request.port));
  collector.add(spelled("X-Forwarded-Proto"), request.scheme);
  Values values = collector.take();
  std::stable_sort(values.begin(), values.end(),
                   [](const auto& a, const auto& b) { return name_less(a.first, b.first); });
  return values;
}

Values decoded_query(std::string_view query) {
  Collector collector;
  for (const auto& [name, value] : query_parameters(query)) collector.add(form_decode(name), form_decode(value));
  return collector.take();
}

Values raw_query(std::string_view query) {
  Collector collector;
  for (const auto& [name, value] : query_parameters(query)) collector.add(std::string(name), std::string(value));
  return collector.take();
}

Json last_values(const Values& values) {
  Json object = Json::object();
  for (const auto& [name, all] : values) append_member(object, name, all.back());
  return object;
}

Json joined_values(const Values& values) {
  Json object = Json::object();
  for (const auto& [name, all] : values) {
    std::string joined = all.front();
    for (std::size_t at = 1; at < all.size(); ++at) joined += "," + all[at];
    append_member(object, name, std::move(joined));
  }
  return object;
}

Json all_values(const Values& values) {
  Json object = Json::object();
  for (const auto& [name, all] : values) append_member(object, name, all);
  return object;
}

Json string_map(const std::vector<std::pair<std::string, std::string>>& values) {
  Json object = Json::object();
  for (const auto& [name, value] : values) object[name] = value;
  return object;
}

Json null_if_empty(Json object) { return object.empty() ? Json(nullptr) : object; }

std::string domain_name(const Api& api, const HttpRequest& request) {
  if (!api.domain_name.empty()) return api.domain_name;
  return std::string(find_header(request.headers, "host").value_or(""));
}

std::string domain_prefix(std::string_view domain_name) {
  return std::string(domain_name.substr(0, domain_name.find_first_of(".:")));
}

std::string user_agent(const HttpRequest& request) {
  return std::string(find_header(request.headers, "user-agent").value_or(""));
}

EventBody text_or_base64(const HttpRequest& request) {
  const bool encoded = find_header(request.headers, "content-encoding").has_value();
  const std::string type = media_type(find_header(request.headers, "content-type").value_or(""));
  if (!encoded && is_text(type) && is_utf8(request.body)) return {request.body, false};
  return {base64_encode(request.body), true};
}

std::string event_bytes(const Json& event) { return event.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace lambdalocal::gateway
