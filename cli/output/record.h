// What `invoke --json` prints for one invocation: a JSON object on one line, under the names of Invoke's answer and of
// the REPORT line. Source: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
//
//   StatusCode 200 - FunctionError "Unhandled", absent on success - ErrorType of REPORT, absent on success -
//   ExecutedVersion - RequestId - Payload, the exact text in a JSON string - PayloadIsBase64 true when the payload is
//   no UTF-8 and stands there in base64 - Duration, InitDuration in milliseconds - BilledDuration in whole milliseconds
//   - MemorySize, MaxMemoryUsed in MB - LogResult, base64 of the last 4 KB of the log - Logs, one string per log record
#pragma once

#include <string>
#include <vector>

#include "core/function/function.h"
#include "core/invocation/result.h"

namespace lambdalocal::output {

// What an invocation logged.
struct InvocationLog {
  std::string tail;                  // the last 4 KB of text, as LogType=Tail gives it
  std::vector<std::string> records;  // all of them, as far as they are kept
};

// Without the final newline.
std::string record_of(const Function& function, const std::string& request_id, const InvocationOutcome& outcome,
                      const InvocationLog& log);

}  // namespace lambdalocal::output
