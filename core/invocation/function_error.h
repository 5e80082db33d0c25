// The payloads of function errors that the platform makes, not the runtime: timeout, exit, no entry point, response too
// large. Every byte as recorded on AWS in 2025 and 2026. What a handler raised is posted by its runtime and passes as
// it is. Source: docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace lambdalocal {

namespace error_type {
constexpr std::string_view kTimedOut = "Sandbox.Timedout";
constexpr std::string_view kExit = "Runtime.ExitError";
constexpr std::string_view kOutOfMemory = "Runtime.OutOfMemory";
constexpr std::string_view kInvalidEntrypoint = "Runtime.InvalidEntrypoint";
constexpr std::string_view kInvalidWorkingDirectory = "Runtime.InvalidWorkingDir";
constexpr std::string_view kInvalidResponseMode = "Runtime.InvalidResponseModeHeader";
constexpr std::string_view kTruncatedResponse = "Runtime.TruncatedResponse";
constexpr std::string_view kRuntimeUnknown = "Runtime.Unknown";
constexpr std::string_view kFunctionUnknown = "Function.Unknown";
constexpr std::string_view kResponseTooLarge = "Function.ResponseSizeTooLarge";
}  // namespace error_type

// How the runtime's process ended: by a signal, or with an exit status.
struct ProcessEnd {
  int exit_status = 0;
  std::optional<int> signal;
};

// {"errorType":"...","errorMessage":"RequestId: ID Error: <detail>"}: the form all but one of the following have.
std::string platform_error(std::string_view type, std::string_view request_id, std::string_view detail);

// "Task timed out after 3.00 seconds".
std::string timed_out_error(std::string_view request_id, std::chrono::milliseconds timeout);

// "Runtime exited with error: exit status 1", "... signal: killed", or "Runtime exited without providing a reason"
// after exit status 0. `type` is kExit, or kOutOfMemory when that was why.
std::string exit_error(std::string_view request_id, ProcessEnd end, std::string_view type = error_type::kExit);

// What comes after "signal: ", in the words of Go, in which the platform is written: "killed", "segmentation fault".
std::string signal_name(int signal);

// "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]".
std::string no_bootstrap_error(std::string_view request_id);

// "fork/exec /var/task/bootstrap: exec format error": `path` as on Lambda, `reason` as strerror says it, in lower case.
std::string cannot_execute_error(std::string_view request_id, std::string_view path, std::string_view reason);

// "chdir /var/task: no such file or directory".
std::string invalid_working_directory_error(std::string_view request_id, std::string_view path,
                                            std::string_view reason);

// {"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"..."}.
std::string response_too_large_error();

// What an error's payload says, as runtimes write it: empty where it has no such text.
struct ReportedError {
  std::string type, message;
};
ReportedError reported_error(std::string_view payload);

// What the platform makes of a Lambda-Runtime-Function-Error-Type header: Runtime.X and Function.X, X being two or more
// letters that start with a capital, stay; other values become Function.Unknown or Runtime.Unknown.
std::string normalized_error_type(std::string_view header);

}  // namespace lambdalocal
