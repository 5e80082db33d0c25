// An event as JSON text with placeholders in its strings, as services/ writes them down:
//
//   {"awsRegion": "{{region}}", "s3": {"bucket": {"arn": "arn:{{partition}}:s3:::{{bucket}}"}}, "time": "{{time:ms}}"}
//
// A string that is one placeholder becomes its value, a number for instance; in a longer one it becomes text. {"$text": x} is the
// JSON text of x, as events carry JSON in strings; {"$text": x, "$filters": "gzip|base64"} sends it through filters (values.h).
#pragma once

#include <string_view>

#include "core/events/json.h"
#include "core/events/values.h"

namespace lambdalocal::events {

Json expand(std::string_view shape, Values& values);

}  // namespace lambdalocal::events
