// The ARN of a version of a layer: arn:aws:lambda:us-east-1:123456789012:layer:tools:7.
// Source: docs.aws.amazon.com/lambda/latest/api/API_GetLayerVersionByArn.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lambdalocal {

struct LayerVersionArn {
  std::string partition, region, account_id, name, version;
};

// None when it is no such ARN.
std::optional<LayerVersionArn> parse_layer_version_arn(std::string_view arn);

}  // namespace lambdalocal
