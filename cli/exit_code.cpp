#include "cli/exit_code.h"

namespace lambdalocal {

ExitCode exit_code_of(const Error& error) {
  switch (error.kind) {
    case ErrorKind::Usage: return ExitCode::Usage;
    case ErrorKind::BadConfiguration: return ExitCode::BadConfiguration;
    case ErrorKind::BadEvent: return ExitCode::BadEvent;
    case ErrorKind::RuntimeMissing: return ExitCode::RuntimeMissing;
    case ErrorKind::NotEmulated: return ExitCode::NotEmulated;
    case ErrorKind::System: return ExitCode::Internal;
  }
  return ExitCode::Internal;
}

ExitCode exit_code_of(const InvocationOutcome& outcome) {
  switch (outcome.status) {
    case InvocationStatus::Success: return ExitCode::Success;
    case InvocationStatus::FunctionError:
    case InvocationStatus::Crash: return ExitCode::FunctionError;
    case InvocationStatus::InitError: return ExitCode::InitError;
    case InvocationStatus::Timeout: return ExitCode::Timeout;
  }
  return ExitCode::Internal;
}

}  // namespace lambdalocal
