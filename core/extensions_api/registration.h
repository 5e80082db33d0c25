// What an extension registers with: {"events":["INVOKE","SHUTDOWN"]}, any of them or none.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lambdalocal::extensions_api {

// External: an executable of /opt/extensions, a process of its own. Internal: code inside the runtime's process.
enum class Kind { External, Internal };

// The events an extension has subscribed to.
struct Subscription {
  bool invoke = false;
  bool shutdown = false;

  // {"INVOKE", "SHUTDOWN"}: in the order of the alphabet, as the log has them.
  std::vector<std::string_view> names() const;
  bool operator==(const Subscription&) const = default;
};

// A refusal of the API, always a 403.
struct Refusal {
  std::string_view error_type;
  std::string message;
};

// Reads the body of a registration.
std::variant<Subscription, Refusal> read_registration(std::string_view body, Kind kind);

// Whether a Lambda-Extension-Accept-Feature header, a list with commas, has `feature`.
bool accepts_feature(std::string_view header, std::string_view feature);

// Whether an identifier has the form of one: 8-4-4-4-12 hex digits.
bool is_identifier(std::string_view text);

}  // namespace lambdalocal::extensions_api
