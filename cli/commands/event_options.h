// The command line of `lambdalocal event SERVICE TYPE`: its flags are the options of the type (core/events/catalogue.h), of what
// the event goes via, and those of every event.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/events/generate.h"
#include "core/result.h"

namespace lambdalocal::commands {

struct EventOptions {
  bool help = false;
  events::Request request;  // without the bodies of `from_files`
  bool has_seed = false, has_time = false;
  std::vector<std::string> from_files;  // paths, or - for standard input
  std::optional<std::string> save;      // a name
  events::Layout layout = events::Layout::Indented;
};

// `arguments` are those after the type. Errors are Usage.
Result<EventOptions> parse_event_options(const events::EventType& type, std::span<const char* const> arguments);

}  // namespace lambdalocal::commands
