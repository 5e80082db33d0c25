// Events that are made for an invocation: `--event s3:put`, `--event 's3:put?bucket=photos&key=a.png'`.
#pragma once

#include <string>
#include <string_view>

#include "core/events/values.h"
#include "core/result.h"

namespace lambdalocal {

// A time of now and a seed of its own.
events::Settings settings_of_now();

// Whether the text names a service of the catalogue before a colon.
bool names_event(std::string_view argument);

// SERVICE:TYPE, and behind a question mark options as in a URL; count is that of records. Errors are BadEvent.
Result<std::string> generated_event(std::string_view argument);

}  // namespace lambdalocal
