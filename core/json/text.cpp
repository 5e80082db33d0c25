#include "core/json/text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace lambdalocal {
namespace {

// What stands in a JSON string as it is, and cannot be part of broken UTF-8.
bool is_plain(char byte) { return byte >= ' ' && byte < 0x7f && byte != '"' && byte != '\\'; }

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) {
    out.reserve(out.size() + text.size() + 2);
    out += '"';
    out += text;
    out += '"';
    return;
  }
  out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace lambdalocal
