// The JSON schema of lambdalocal.json for editors, made of the tables of configuration_keys.h. Draft 7, which editors know best.
// Source: json-schema.org/draft-07
#pragma once

#include <string>

namespace lambdalocal::configuration {

// Indented JSON, with a newline at the end.
std::string schema();

}  // namespace lambdalocal::configuration
