#include "emulator/invocation/connect_hint.h"

#include "core/invocation/failed_lambda_call.h"

namespace lambdalocal {

void ConnectHint::ended(const Function& function, const InvocationOutcome& outcome) {
  if (told_ || outcome.status != InvocationStatus::FunctionError) return;
  if (function.environment.contains("AWS_ENDPOINT_URL_LAMBDA") || !is_failed_lambda_call(outcome.payload)) return;
  told_ = true;
  observer_.warning(
      function.name +
      " called the Lambda API of AWS\nfunctions that are served together reach each other with serve --connect, "
      "or with AWS_ENDPOINT_URL_LAMBDA");
}

}  // namespace lambdalocal
