// gzip (RFC 1952) as CloudWatch Logs puts it into its events; zlib. The header holds no time and no name: equal bytes give equal
// archives.
#pragma once

#include <string>
#include <string_view>

namespace lambdalocal {

std::string gzip(std::string_view bytes);

}  // namespace lambdalocal
