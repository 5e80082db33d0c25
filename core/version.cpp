#include "core/version.h"

namespace lambdalocal {

std::string_view version() { return LAMBDALOCAL_VERSION; }

}  // namespace lambdalocal
