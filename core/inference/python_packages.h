// The Python version that the packages in a bundle were installed for: compiled packages run on no other.
// Source: packaging.python.org/en/latest/specifications/platform-compatibility-tags ("ABI tag"), PEP 3149 (file names)
#pragma once

#include <optional>

#include "core/inference/inference.h"

namespace lambdalocal {

// From the tags of the installed wheels, else from the names of extension modules in the root and in the packages right
// below it. None for packages of pure Python or of the stable ABI; of several versions the newest.
std::optional<RuntimeId> runtime_of_python_packages(const BundleListing& bundle);

}  // namespace lambdalocal
