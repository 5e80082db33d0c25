// What GetLayerVersionByArn answers of the content of a layer.
// Source: docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lambdalocal {

struct LayerVersionContent {
  std::string location;     // a URL for ten minutes
  std::string code_sha256;  // of the archive, in base64
};

// None when the text is no such answer.
std::optional<LayerVersionContent> parse_layer_version(std::string_view json);

}  // namespace lambdalocal
