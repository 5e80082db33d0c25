// What a file that should have been a deployment package looks like, for the error message.
#pragma once

#include <string_view>

namespace lambdalocal {

// "a gzip archive (.tar.gz)", "an ELF executable"... from the first bytes of a file (512 tell all cases apart), or empty
// when they look like nothing known. A zip is "a zip archive".
std::string_view file_kind(std::string_view first_bytes);

}  // namespace lambdalocal
