#include "core/json/document.h"

#include <nlohmann/json.hpp>

#include "core/json/check.h"

namespace lambdalocal {

template <typename Document>
std::optional<Document> parse_json(std::string_view text) {
  if (find_json_fault(text)) return std::nullopt;
  Document value = Document::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

template std::optional<nlohmann::json> parse_json(std::string_view text);
template std::optional<nlohmann::ordered_json> parse_json(std::string_view text);

}  // namespace lambdalocal
