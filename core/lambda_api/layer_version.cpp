#include "core/lambda_api/layer_version.h"

#include <nlohmann/json.hpp>

#include "core/json/document.h"

namespace lambdalocal {

std::optional<LayerVersionContent> parse_layer_version(std::string_view json) {
  const auto document = parse_json<nlohmann::json>(json);
  if (!document || !document->is_object()) return std::nullopt;
  const auto content = document->find("Content");
  if (content == document->end() || !content->is_object()) return std::nullopt;
  LayerVersionContent found;
  for (const auto& [name, text] :
       {std::pair{"Location", &found.location}, std::pair{"CodeSha256", &found.code_sha256}}) {
    const auto value = content->find(name);
    if (value == content->end() || !value->is_string()) return std::nullopt;
    *text = value->get<std::string>();
    if (text->empty() || text->find('\0') != std::string::npos) return std::nullopt;
  }
  return found;
}

}  // namespace lambdalocal
