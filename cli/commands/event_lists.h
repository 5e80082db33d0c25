// What `lambdalocal event` has to tell of the catalogue (core/events/catalogue.h): lists, and the help of a type.
#pragma once

#include <string>
#include <string_view>

#include "core/events/catalogue.h"

namespace lambdalocal::commands {

// A line per type; of one service, or of all.
std::string event_list(const events::Service* only);
std::string event_list_json(const events::Service* only);

// What happened, who documents it, and every option with its default.
std::string event_help(const events::EventType& type);

}  // namespace lambdalocal::commands
