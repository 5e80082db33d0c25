// Whether 127.0.0.1 can be reached: in a fresh network namespace the loopback interface is there but down, and a runtime's
// connection to its Runtime API fails with words of the language that help nobody.
#pragma once

#include "core/result.h"

namespace lambdalocal::system {

// A few microseconds.
Result<void> require_loopback();

}  // namespace lambdalocal::system
