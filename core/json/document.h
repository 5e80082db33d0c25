// A text of somebody else's as a document.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

namespace lambdalocal {

// None when it is not JSON or nests deeper than Lambda takes (check.h): a document of any depth would fill the stack when it is copied.
// `Document`: nlohmann::json, or nlohmann::ordered_json, whose members keep their order.
template <typename Document = nlohmann::json>
std::optional<Document> parse_json(std::string_view text);

}  // namespace lambdalocal
