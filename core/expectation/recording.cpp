#include "core/expectation/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <optional>

#include "core/json/document.h"
#include "core/text/ascii.h"
#include "core/text/utf8.h"

namespace lambdalocal::expectation {
namespace {

using OrderedJson = nlohmann::ordered_json;
using namespace std::string_view_literals;
using Clock = std::chrono::system_clock;

constexpr std::size_t kMostRecorded = 1024 * 1024;  // of a body
constexpr std::size_t kMostName = 80;
constexpr double kNearSeconds = 3600;

// What a client sends of itself, and what the connection needs: another client asks the same without them.
constexpr std::array kOfClients = {"host"sv,
                                   "connection"sv,
                                   "content-length"sv,
                                   "transfer-encoding"sv,
                                   "user-agent"sv,
                                   "accept-encoding"sv,
                                   "upgrade-insecure-requests"sv,
                                   "priority"sv,
                                   "pragma"sv,
                                   "cache-control"sv,
                                   "expect"sv,
                                   "te"sv};
constexpr std::array kSecret = {"authorization"sv, "cookie"sv,  "token"sv, "secret"sv,
                                "password"sv,      "api-key"sv, "apikey"sv};

bool is_of_client(std::string_view name) {
  return std::ranges::find(kOfClients, name) != kOfClients.end() || name.starts_with("sec-");
}

bool lets_somebody_in(std::string_view name) {
  return std::ranges::any_of(kSecret,
                             [name](std::string_view part) { return name.find(part) != std::string_view::npos; });
}

// A text as a case has it: JSON as such, any other as a string.
OrderedJson value_of(const std::string& text) {
  if (auto json = parse_json<OrderedJson>(text)) return *std::move(json);
  return text;
}

bool is_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

// 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool is_dash = at == 8 || at == 13 || at == 18 || at == 23;
    const char c = lower_case(text[at]);
    if (is_dash ? c != '-' : !is_digit(c) && (c < 'a' || c > 'f')) return false;
  }
  return true;
}

// 2026-03-14T09:26:53, in UTC where it says nothing else; the zone makes less than a day of difference.
std::optional<double> seconds_of(std::string_view text) {
  if (text.size() < 19 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ')) return std::nullopt;
  if (text[13] != ':' || text[16] != ':') return std::nullopt;
  std::tm parts{};
  const auto number = [&](std::size_t at, std::size_t digits) {
    const std::string_view part = text.substr(at, digits);
    return is_digits(part) ? std::stoi(std::string(part)) : -1;
  };
  parts.tm_year = number(0, 4) - 1900;
  parts.tm_mon = number(5, 2) - 1;
  parts.tm_mday = number(8, 2);
  parts.tm_hour = number(11, 2);
  parts.tm_min = number(14, 2);
  parts.tm_sec = number(17, 2);
  if (parts.tm_year < 70 || parts.tm_mon < 0 || parts.tm_mday < 1 || parts.tm_hour < 0) return std::nullopt;
  return static_cast<double>(::timegm(&parts));
}

bool passes(const nlohmann::json& value, std::string_view asked, double now) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (asked.find(text) != std::string_view::npos) return false;
    if (is_uuid(text)) return true;
    const auto time = seconds_of(text);
    return time && std::abs(*time - now) < 24 * kNearSeconds;
  }
  if (!value.is_number()) return false;
  const double number = value.get<double>();
  const bool is_near = std::abs(number - now) < kNearSeconds || std::abs(number / 1000 - now) < kNearSeconds;
  return is_near && asked.find(value.dump()) == std::string_view::npos;
}

void find_passing(const nlohmann::json& value, const nlohmann::json::json_pointer& at, std::string_view asked,
                  double now, std::vector<std::string>& found) {
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) find_passing(member, at / name, asked, now, found);
  } else if (value.is_array()) {
    for (std::size_t index = 0; index < value.size(); ++index)
      find_passing(value[index], at / index, asked, now, found);
  } else if (passes(value, asked, now)) {
    found.push_back(at.to_string());
  }
}

void expect_payload(OrderedJson& expect, const std::string& payload, std::string_view asked, Clock::time_point now) {
  expect["Payload"] = value_of(payload);
  const auto json = parse_json(payload);
  auto ignored = json ? passing_places(*json, asked, now) : std::vector<std::string>();
  if (!ignored.empty()) expect["Ignore"] = std::move(ignored);
}

Error bad(const std::filesystem::path& path, std::string_view what) {
  return {ErrorKind::BadConfiguration, fmt::format("{}: {}\nname another file, or remove it", path.string(), what)};
}

}  // namespace

std::vector<std::string> passing_places(const nlohmann::json& answer, std::string_view asked, Clock::time_point now) {
  std::vector<std::string> found;
  const double seconds = std::chrono::duration<double>(now.time_since_epoch()).count();
  find_passing(answer, nlohmann::json::json_pointer(), asked, seconds, found);
  std::erase(found, "");  // the whole answer: nothing would be left of it
  return found;
}

Result<Recording> Recording::open(std::string_view text, const std::filesystem::path& path, Secrets secrets) {
  OrderedJson document = OrderedJson::object();
  if (!text.empty()) {
    auto read = parse_json<OrderedJson>(text);
    if (!read || !read->is_object()) return bad(path, "this is no JSON object, so nothing can be recorded into it");
    document = *std::move(read);
  }
  OrderedJson& cases = document["Cases"];
  if (cases.is_null()) cases = OrderedJson::object();
  if (!cases.is_object()) return bad(path, "Cases is no object, so nothing can be recorded into it");
  return Recording(std::move(document), secrets);
}

void Recording::about(const std::string& function) {
  if (document_.contains("Function")) return;
  OrderedJson with = {{"Function", function}};
  for (auto& [name, member] : document_.items()) with[name] = std::move(member);
  document_ = std::move(with);
}

bool Recording::leaves_out(std::string_view header) {
  const std::string name = lower_case(header);
  if (secrets_ == Secrets::Written || !lets_somebody_in(name)) return false;
  left_out_.insert(name);
  return true;
}

OrderedJson Recording::headers_of(const gateway::HttpRequest& request) {
  OrderedJson headers = OrderedJson::object();
  for (const auto& [name, value] : request.headers) {
    const std::string lower = lower_case(name);
    if (is_of_client(lower) || leaves_out(lower) || !is_utf8(value)) continue;
    if (headers.contains(lower)) {
      headers[lower] = headers[lower].get<std::string>() + (lower == "cookie" ? "; " : ", ") + value;
    } else {
      headers[lower] = value;
    }
  }
  return headers;
}

// An event that came through API Gateway has the headers of its request.
void Recording::clean(OrderedJson& event) {
  if (event.is_array()) {
    for (OrderedJson& item : event) clean(item);
  }
  if (!event.is_object()) return;
  for (const char* name : {"headers", "multiValueHeaders"}) {
    const auto headers = event.find(name);
    if (headers == event.end() || !headers->is_object()) continue;
    for (auto header = headers->begin(); header != headers->end();) {
      header = leaves_out(header.key()) ? headers->erase(header) : std::next(header);
    }
  }
  if (event.contains("cookies") && leaves_out("cookie")) event.erase("cookies");
  for (auto& [name, member] : event.items()) clean(member);
}

Recording::Taken Recording::add(const std::string& name, OrderedJson test) {
  OrderedJson& cases = document_["Cases"];
  std::string unique = name;
  for (int count = 2; cases.contains(unique); ++count) {
    const OrderedJson& known = cases[unique];
    unique = fmt::format("{} ({})", name, count);
    if (!cases.contains(unique) && known == test) return Taken::Known;
  }
  cases[unique] = std::move(test);
  ++added_;
  return Taken::Yes;
}

Recording::Taken Recording::add(const RecordedExchange& exchange, Clock::time_point now) {
  const auto& [front_end, request, response] = exchange;
  if (request.body.size() > kMostRecorded || response.body.size() > kMostRecorded) return Taken::TooLarge;
  if (!is_utf8(request.target) || !is_utf8(request.body) || !is_utf8(response.body)) return Taken::Binary;
  OrderedJson asked = {{"Method", request.method}, {"Path", request.target}};
  if (OrderedJson headers = headers_of(request); !headers.empty()) asked["Headers"] = std::move(headers);
  if (!request.body.empty()) asked["Body"] = request.body;
  if (!front_end.empty()) asked["FrontEnd"] = front_end;
  OrderedJson expect = {{"Status", response.status}};
  for (const auto& [name, value] : response.headers) {
    if (lower_case(name) == "content-type") expect["Headers"]["content-type"] = value;
  }
  expect_payload(expect, response.body, request.target + "\n" + request.body, now);
  const std::string path = request.target.substr(0, kMostName);
  return add(fmt::format("{} {}", request.method, path),
             {{"Request", std::move(asked)}, {"Expect", std::move(expect)}});
}

Recording::Taken Recording::add(const RecordedInvocation& invocation, Clock::time_point now) {
  if (invocation.event.size() > kMostRecorded || invocation.payload.size() > kMostRecorded) return Taken::TooLarge;
  if (!is_utf8(invocation.event) || !is_utf8(invocation.payload)) return Taken::Binary;
  OrderedJson event = value_of(invocation.event);
  clean(event);
  OrderedJson expect = OrderedJson::object();
  if (invocation.error_type.empty()) {
    expect["FunctionError"] = false;
    expect_payload(expect, invocation.payload, invocation.event, now);
  } else {
    expect["ErrorType"] = invocation.error_type;
  }
  OrderedJson test = {{"Function", invocation.function}, {"Event", std::move(event)}, {"Expect", std::move(expect)}};
  return add(fmt::format("invoke {}", invocation.function), std::move(test));
}

std::string Recording::text() const {
  return document_.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace lambdalocal::expectation
