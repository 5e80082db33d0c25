// The document an event is while it is made: members keep their order.
#pragma once

#include <nlohmann/json.hpp>

namespace lambdalocal::events {

using Json = nlohmann::ordered_json;

}  // namespace lambdalocal::events
