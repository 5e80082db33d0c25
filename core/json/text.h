// Writing small JSON texts by hand, where the order of members and every byte matter.
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal {

// Appends `text` as a JSON string with its quotes; what is not UTF-8 in it becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace lambdalocal
