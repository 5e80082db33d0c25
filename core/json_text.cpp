#include "core/json_text.h"

#include <nlohmann/json.hpp>

namespace lambdalocal {

void append_json_string(std::string& out, std::string_view text) {
  out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace lambdalocal
