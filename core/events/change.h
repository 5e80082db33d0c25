// `--set path=value`: one member of an event, changed or added.
//
// A path is names with dots between them and places in square brackets: Records[0].s3.object.key, detail["a.b"]. A place may be
// the one behind the last: the array grows. What is missing on the way is made.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/events/json.h"
#include "core/result.h"

namespace lambdalocal::events {

struct Change {
  std::string text;  // as typed, for messages
  std::vector<std::variant<std::string, std::size_t>> path;
  Json value;
};

// The value is JSON if it is JSON, else a string. Errors are Usage.
Result<Change> parse_change(std::string_view text);

Result<void> apply_change(const Change& change, Json& event);

}  // namespace lambdalocal::events
