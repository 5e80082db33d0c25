// The bytes of the event that `--event` names.
#pragma once

#include <string>

#include "core/result.h"

namespace lambdalocal {

struct EventText {
  std::string name;  // for messages: the file's name, "standard input", "--event"
  std::string bytes;
};

// `argument` is "-" for standard input, JSON text, or a file (file:// in front is taken off, as the AWS CLI has it).
// Errors are BadEvent.
Result<EventText> read_event(const std::string& argument);

}  // namespace lambdalocal
