#include "core/project/front_ends.h"

namespace lambdalocal::gateway {

std::optional<std::chrono::milliseconds> default_timeout(FrontEnd kind, ResponseMode mode) {
  using namespace std::chrono_literals;
  if (kind == FrontEnd::HttpApi) return 30s;
  if (kind == FrontEnd::RestApi) return mode == ResponseMode::Stream ? 900s : 29s;
  return std::nullopt;
}

}  // namespace lambdalocal::gateway
