#include "cli/output/record.h"

#include <nlohmann/json.hpp>

#include "core/logs/lines.h"
#include "core/text/base64.h"
#include "core/text/utf8.h"

namespace lambdalocal::output {
namespace {

using Json = nlohmann::ordered_json;

// With the two decimals of REPORT.
double milliseconds(std::chrono::microseconds time) {
  const auto hundredths = (time.count() + 5) / 10;
  return static_cast<double>(hundredths) / 100.0;
}

}  // namespace

std::string record_of(const Function& function, const std::string& request_id, const InvocationOutcome& outcome,
                      const InvocationLog& log) {
  Json record;
  record["StatusCode"] = 200;
  if (outcome.status != InvocationStatus::Success) {
    record["FunctionError"] = "Unhandled";
    if (!outcome.error_type.empty()) record["ErrorType"] = outcome.error_type;
  }
  record["ExecutedVersion"] = function.version;
  record["RequestId"] = request_id;
  const bool text = is_utf8(outcome.payload);
  record["Payload"] = text ? outcome.payload : base64_encode(outcome.payload);
  record["PayloadIsBase64"] = !text;
  record["Duration"] = milliseconds(outcome.duration);
  record["BilledDuration"] = billed_duration_ms(outcome);
  if (outcome.init_duration) record["InitDuration"] = milliseconds(*outcome.init_duration);
  record["MemorySize"] = function.memory_size_mb;
  record["MaxMemoryUsed"] = outcome.max_memory_used_mb;
  record["LogResult"] = base64_encode(log.tail);
  record["Logs"] = log.records;
  return record.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lambdalocal::output
