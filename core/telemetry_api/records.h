// An event of a log stream as a record of the Telemetry API or the Logs API: {"time":"...","type":"platform.start","record":{...}}.
// Source: docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html, runtimes-logs-api.html
#pragma once

#include <string>

#include "core/logs/event.h"
#include "core/telemetry_api/subscription.h"

namespace lambdalocal::telemetry_api {

// Whether a subscription to `types` has events of that source.
bool has_source(const Types& types, LogSource source);

// Appends the record; nothing where the schema has none for the event.
void append_record(std::string& out, Schema schema, const LogEvent& event);

}  // namespace lambdalocal::telemetry_api
