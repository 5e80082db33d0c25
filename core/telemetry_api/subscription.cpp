#include "core/telemetry_api/subscription.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace lambdalocal::telemetry_api {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, Schema>, 5> kSchemas = {{
    {"2020-08-15", Schema::Logs_2020_08_15},
    {"2021-03-18", Schema::Logs_2021_03_18},
    {"2022-07-01", Schema::Telemetry_2022_07_01},
    {"2022-12-13", Schema::Telemetry_2022_12_13},
    {"2025-01-29", Schema::Telemetry_2025_01_29},
}};

constexpr std::array<std::string_view, 2> kHosts = {"sandbox.localdomain", "sandbox"};
constexpr std::array<std::string_view, 4> kLoopbackHosts = {"", "localhost", "127.0.0.1", "0.0.0.0"};

// Reads one member after the other; the first fault is kept.
class Reader {
 public:
  Reader(const json& body, Api api, Hosts hosts) : body_(body), api_(api), hosts_(hosts) {}

  std::variant<Subscription, Invalid> read() {
    Subscription subscription;
    read_schema(subscription);
    read_types(subscription.types);
    read_buffering(subscription.buffering);
    read_destination(subscription.destination);
    if (fault_) return Invalid{*std::move(fault_)};
    return subscription;
  }

 private:
  void fail(std::string message) {
    if (!fault_) fault_ = std::move(message);
  }

  const json* member(const json& of, const char* name) const {
    const auto found = of.find(name);
    return found == of.end() ? nullptr : &*found;
  }

  void read_schema(Subscription& subscription) {
    const json* version = member(body_, "schemaVersion");
    if (version == nullptr && api_ == Api::Logs) {
      subscription.schema = Schema::Logs_2020_08_15;  // its first version had no such member
      return;
    }
    if (version == nullptr) return fail("schemaVersion is required");
    for (const auto& [name, schema] : kSchemas) {
      if (!version->is_string() || *version != name || api_of(schema) != api_) continue;
      subscription.schema = schema;
      return;
    }
    fail(api_ == Api::Logs ? "schemaVersion must be one of 2020-08-15, 2021-03-18"
                           : "schemaVersion must be one of 2022-07-01, 2022-12-13, 2025-01-29");
  }

  void read_types(Types& types) {
    const json* names = member(body_, "types");
    if (names == nullptr || !names->is_array() || names->empty()) {
      return fail("types must be a list of platform, function and extension, with one of them at least");
    }
    for (const json& name : *names) {
      bool* const type = name == "platform"    ? &types.platform
                         : name == "function"  ? &types.function
                         : name == "extension" ? &types.extension
                                               : nullptr;
      if (type == nullptr) return fail("types must be a list of platform, function and extension");
      *type = true;
    }
  }

  std::int64_t number(const json& of, const char* name, std::int64_t least, std::int64_t most, std::int64_t absent) {
    const json* value = member(of, name);
    if (value == nullptr || value->is_null()) return absent;
    const bool fits = value->is_number_integer() && *value >= least && *value <= most;
    if (!fits) fail(fmt::format("buffering.{} must be a whole number from {} to {}", name, least, most));
    return fits ? value->get<std::int64_t>() : absent;
  }

  void read_buffering(Buffering& buffering) {
    const json* given = member(body_, "buffering");
    if (given == nullptr || given->is_null()) return;
    if (!given->is_object()) return fail("buffering must be an object");
    buffering.max_items = static_cast<std::size_t>(number(*given, "maxItems", 1000, 10000, 10000));
    buffering.max_bytes = static_cast<std::size_t>(number(*given, "maxBytes", 262144, 1048576, 262144));
    buffering.timeout = std::chrono::milliseconds(number(*given, "timeoutMs", 25, 30000, 1000));
  }

  void read_destination(Destination& destination) {
    const json* given = member(body_, "destination");
    if (given == nullptr || !given->is_object()) return fail("destination must be an object");
    const json* protocol = member(*given, "protocol");
    if (protocol != nullptr && *protocol == "TCP") return read_tcp(*given, destination);
    if (protocol == nullptr || *protocol != "HTTP") return fail("destination.protocol must be HTTP or TCP");
    const json* uri = member(*given, "URI");
    if (uri == nullptr || !uri->is_string()) return fail("destination.URI is required for HTTP");
    read_uri(uri->get_ref<const std::string&>(), destination);
    const json* method = member(*given, "method");
    if (method == nullptr) return;
    if (*method != "POST" && *method != "PUT") return fail("destination.method must be POST or PUT");
    destination.method = method->get<std::string>();
  }

  void read_tcp(const json& given, Destination& destination) {
    const json* port = member(given, "port");
    const bool fits = port != nullptr && port->is_number_integer() && *port >= 1 && *port <= 65535;
    if (!fits) return fail("destination.port must be a port for TCP");
    destination.protocol = Destination::Protocol::TCP;
    destination.port = port->get<std::uint16_t>();
  }

  // http://HOST[:PORT][/PATH]; what goes into a request line has no blanks and control characters.
  void read_uri(std::string_view uri, Destination& destination) {
    constexpr std::string_view kScheme = "http://";
    for (const char byte : uri) {
      if (byte <= ' ' || byte == 0x7f) return fail("destination.URI has blanks or control characters");
    }
    if (!uri.starts_with(kScheme)) return fail("destination.URI must start with http://");
    uri.remove_prefix(kScheme.size());
    const std::string_view authority = uri.substr(0, uri.find_first_of("/?#"));
    std::string_view target = uri.substr(authority.size());
    target = target.substr(0, target.find('#'));
    if (!target.empty()) destination.target = (target.starts_with('/') ? "" : "/") + std::string(target);
    const std::size_t colon = authority.find(':');
    const auto host = authority.substr(0, colon);
    const bool is_local = hosts_ == Hosts::AnyLoopback && std::ranges::count(kLoopbackHosts, host) > 0;
    if (!is_local && std::ranges::count(kHosts, host) == 0) {
      return fail("destination.URI host must be sandbox.localdomain");
    }
    destination.port = 80;
    if (colon == std::string_view::npos) return;
    const std::string_view port = authority.substr(colon + 1);
    const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), destination.port);
    if (problem != std::errc() || end != port.data() + port.size() || destination.port == 0) {
      fail("destination.URI has no valid port");
    }
  }

  const json& body_;
  const Api api_;
  const Hosts hosts_;
  std::optional<std::string> fault_;
};

}  // namespace

std::vector<std::string_view> Types::names() const {
  std::vector<std::string_view> names;
  if (platform) names.emplace_back("platform");
  if (function) names.emplace_back("function");
  if (extension) names.emplace_back("extension");
  return names;
}

std::variant<Subscription, Invalid> read_subscription(std::string_view body, Api api, Hosts hosts) {
  const json parsed = json::parse(body, nullptr, false);
  if (parsed.is_discarded()) return Invalid{"the body is no JSON"};
  if (!parsed.is_object()) return Invalid{"the body is no JSON object"};
  return Reader(parsed, api, hosts).read();
}

}  // namespace lambdalocal::telemetry_api
