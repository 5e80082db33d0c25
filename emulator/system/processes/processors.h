// How many processors this process may run on: what it was pinned to, not what the machine has.
#pragma once

namespace lambdalocal::system {

int processors();

}  // namespace lambdalocal::system
