// The bytes of the event that `--event` names.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace lambdalocal {

struct EventText {
  std::string name;  // for messages: the file's name, "standard input", "--event"
  std::string bytes;
};

// `argument` is "-" for standard input, JSON text, a file (file:// in front is taken off, as the AWS CLI has it), @NAME for an event
// that was saved for `function` (saved_events.h), or SERVICE:TYPE for one that is made (generated_event.h). Errors are BadEvent.
Result<EventText> read_event(const std::string& argument, std::string_view function = {});

}  // namespace lambdalocal
