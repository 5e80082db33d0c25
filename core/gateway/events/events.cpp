#include "core/gateway/events/events.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/http/text.h"

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
  explicit Collector(std::size_t expected) { values_.reserve(expected); }

  void add(std::string name, std::string value) {
    const std::size_t at = place_of(name);
    if (at == values_.size()) values_.emplace_back(std::move(name), std::vector<std::string>());
    values_[at].second.push_back(std::move(value));
  }
  Values take() { return std::move(values_); }

 private:
  static constexpr std::size_t kFew = 24;  // are looked through

  std::size_t place_of(const std::string& name) {
    if (values_.size() < kFew) {
      const auto same = [&](const auto& entry) { return entry.first == name; };
      return static_cast<std::size_t>(std::find_if(values_.begin(), values_.end(), same) - values_.begin());
    }
    if (index_.empty()) {
      for (std::size_t at = 0; at < values_.size(); ++at) index_.emplace(values_[at].first, at);
    }
    return index_.try_emplace(name, values_.size()).first->second;
  }

  Values values_;
  std::unordered_map<std::string, std::size_t> index_;
};

bool writes_null(JsonWriter& event, std::string_view member, bool is_empty, IfEmpty if_empty) {
  if (!is_empty || if_empty == IfEmpty::Object) return false;
  event.null(member);
  return true;
}

bool is_forwarding(std::string_view name) {
  return same_name(name, "x-forwarded-for") || same_name(name, "x-forwarded-port") ||
         same_name(name, "x-forwarded-proto") || same_name(name, "x-amzn-trace-id");
}

}  // namespace

Values event_headers(const HttpRequest& request, NameCase name_case, LengthHeader length) {
  const auto spelled = [&](std::string_view name) {
    return name_case == NameCase::Lower ? lower_case(name) : std::string(name);
  };
  Collector collector(request.headers.size() + 5);
  std::string forwarded_for;
  for (const auto& [name, value] : request.headers) {
    if (same_name(name, "x-forwarded-for")) forwarded_for += value + ", ";
    if (!is_about_connection(name) && !is_forwarding(name)) collector.add(spelled(name), value);
  }
  if (length == LengthHeader::Always && !find_header(request.headers, "content-length")) {
    collector.add(spelled("Content-Length"), std::to_string(request.body.size()));
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
  Collector collector(4);
  for (const auto& [name, value] : query_parameters(query)) collector.add(form_decode(name), form_decode(value));
  return collector.take();
}

Values raw_query(std::string_view query) {
  Collector collector(4);
  for (const auto& [name, value] : query_parameters(query)) collector.add(std::string(name), std::string(value));
  return collector.take();
}

void write_last_values(JsonWriter& event, std::string_view member, const Values& values, IfEmpty if_empty) {
  if (writes_null(event, member, values.empty(), if_empty)) return;
  event.begin_object(member);
  for (const auto& [name, all] : values) event.string(name, all.back());
  event.end_object();
}

void write_joined_values(JsonWriter& event, std::string_view member, const Values& values) {
  event.begin_object(member);
  for (const auto& [name, all] : values) {
    if (all.size() == 1) {
      event.string(name, all.front());
      continue;
    }
    std::string joined = all.front();
    for (std::size_t at = 1; at < all.size(); ++at) joined.append(",").append(all[at]);
    event.string(name, joined);
  }
  event.end_object();
}

void write_all_values(JsonWriter& event, std::string_view member, const Values& values, IfEmpty if_empty) {
  if (writes_null(event, member, values.empty(), if_empty)) return;
  event.begin_object(member);
  for (const auto& [name, all] : values) {
    event.begin_array(name);
    for (const std::string& value : all) event.element(value);
    event.end_array();
  }
  event.end_object();
}

void write_strings(JsonWriter& event, std::string_view member,
                   const std::vector<std::pair<std::string, std::string>>& values, IfEmpty if_empty) {
  if (writes_null(event, member, values.empty(), if_empty)) return;
  event.begin_object(member);
  for (const auto& [name, value] : values) event.string(name, value);
  event.end_object();
}

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

bool write_text_or_base64(JsonWriter& event, const HttpRequest& request) {
  const bool encoded = find_header(request.headers, "content-encoding").has_value();
  const std::string type = media_type(find_header(request.headers, "content-type").value_or(""));
  if (!encoded && is_text(type) && event.string_if_utf8("body", request.body)) return false;
  event.base64("body", request.body);
  return true;
}

std::string event_text(const HttpRequest& request) {
  std::string text;
  text.reserve(3072 + request.body.size() + request.body.size() / 2);
  return text;
}

std::string event_bytes(const Json& event) { return event.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace lambdalocal::gateway
