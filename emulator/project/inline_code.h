// Code that stands in a template as text (InlineCode, Code.ZipFile): Lambda puts it into a file named index.
// Source: docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/result.h"

namespace lambdalocal {

// A directory in the user's cache that holds the code alone; the same for the same code. `runtime` tells its extension.
Result<std::filesystem::path> directory_of_inline_code(std::string_view code, std::string_view runtime);

}  // namespace lambdalocal
