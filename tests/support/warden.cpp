#include "tests/support/warden.h"

namespace lambdalocal::test {

system::Warden& warden() {
  static system::Warden shared = system::Warden::create().value();
  return shared;
}

}  // namespace lambdalocal::test
