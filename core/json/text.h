// The strings of JSON texts, written and read by runs: what needs no escape, which is nearly all of a body of megabytes,
// is copied as a whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lambdalocal {

// Appends `text` as a JSON string with its quotes; what is not UTF-8 in it becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

// The same for text that is UTF-8; for any other it appends nothing and returns false.
[[nodiscard]] bool append_json_string_if_utf8(std::string& out, std::string_view text);

// What a JSON string, given with its quotes and valid but for one thing, says; none for that: half of a surrogate pair
// (\ud800) says nothing that UTF-8 could hold.
std::optional<std::string> json_string_value(std::string_view quoted);

// Valid JSON without the white space between its tokens; numbers and strings stay as they are written.
std::string compact_json(std::string_view text);

}  // namespace lambdalocal
