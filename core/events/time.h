// Times as AWS's events write them, and as a person types one.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/events/json.h"
#include "core/result.h"

namespace lambdalocal::events {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;

// "2026-03-14T09:26:53.589Z", "2026-03-14T10:26:53+01:00", "2026-03-14 09:26", "2026-03-14"; seconds or milliseconds since 1970.
// Errors are Usage.
Result<Time> parse_time(std::string_view text);

// By the name of a format:
//   iso      2026-03-14T09:26:53.589Z       seconds  2026-03-14T09:26:53Z     offset  2026-03-14T09:26:53.589+0000
//   label    2026-03-14T09:26:53.589        plain    2026-03-14 09:26:53.589  date    2026-03-14
//   log      14/Mar/2026:09:26:53 +0000     http     Sat, 14 Mar 2026 09:26:53 +0000
//   month    Mar 14, 2026, 9:26:53 AM
//   ms, s    numbers                        float    a number of seconds with milliseconds
Json format_time(Time time, std::string_view format);

}  // namespace lambdalocal::events
