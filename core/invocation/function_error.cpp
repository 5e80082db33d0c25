#include "core/invocation/function_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/function/limits.h"
#include "core/json/document.h"
#include "core/json/text.h"
#include "core/text/ascii.h"

namespace lambdalocal {
namespace {

// By number, as on Linux.
constexpr std::array<std::string_view, 16> kSignals = {"",
                                                       "hangup",
                                                       "interrupt",
                                                       "quit",
                                                       "illegal instruction",
                                                       "trace/breakpoint trap",
                                                       "aborted",
                                                       "bus error",
                                                       "floating point exception",
                                                       "killed",
                                                       "user defined signal 1",
                                                       "segmentation fault",
                                                       "user defined signal 2",
                                                       "broken pipe",
                                                       "alarm clock",
                                                       "terminated"};

}  // namespace

std::string platform_error(std::string_view type, std::string_view request_id, std::string_view detail) {
  std::string payload = R"({"errorType":)";
  append_json_string(payload, type);
  payload += R"(,"errorMessage":)";
  append_json_string(payload, fmt::format("RequestId: {} Error: {}", request_id, detail));
  return payload += '}';
}

std::string timed_out_error(std::string_view request_id, std::chrono::milliseconds timeout) {
  const auto hundredths = (timeout.count() + 5) / 10;
  return platform_error(error_type::kTimedOut, request_id,
                        fmt::format("Task timed out after {}.{:02} seconds", hundredths / 100, hundredths % 100));
}

std::string exit_error(std::string_view request_id, ProcessEnd end, std::string_view type) {
  if (end.signal) {
    return platform_error(type, request_id,
                          fmt::format("Runtime exited with error: signal: {}", signal_name(*end.signal)));
  }
  if (end.exit_status == 0) return platform_error(type, request_id, "Runtime exited without providing a reason");
  return platform_error(type, request_id, fmt::format("Runtime exited with error: exit status {}", end.exit_status));
}

std::string signal_name(int signal) {
  const bool named = signal > 0 && static_cast<std::size_t>(signal) < kSignals.size();
  return named ? std::string(kSignals[static_cast<std::size_t>(signal)]) : fmt::format("signal {}", signal);
}

std::string no_bootstrap_error(std::string_view request_id) {
  return platform_error(error_type::kInvalidEntrypoint, request_id,
                        "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]");
}

std::string cannot_execute_error(std::string_view request_id, std::string_view path, std::string_view reason) {
  return platform_error(error_type::kInvalidEntrypoint, request_id, fmt::format("fork/exec {}: {}", path, reason));
}

std::string invalid_working_directory_error(std::string_view request_id, std::string_view path,
                                            std::string_view reason) {
  return platform_error(error_type::kInvalidWorkingDirectory, request_id, fmt::format("chdir {}: {}", path, reason));
}

std::string response_too_large_error() {
  return fmt::format(
      R"({{"errorMessage":"Response payload size exceeded maximum allowed payload size ({} bytes).","errorType":"{}"}})",
      limits::kResponseBytes, error_type::kResponseTooLarge);
}

ReportedError reported_error(std::string_view payload) {
  const auto error = parse_json(payload);
  const auto text = [&](const char* name) -> std::string {
    if (!error || !error->is_object()) return "";
    const auto found = error->find(name);
    return found != error->end() && found->is_string() ? found->get<std::string>() : "";
  };
  return {text("errorType"), text("errorMessage")};
}

std::string normalized_error_type(std::string_view header) {
  const bool of_function = header.starts_with("Function.");
  if (of_function || header.starts_with("Runtime.")) {
    const std::string_view name = header.substr(header.find('.') + 1);
    if (name.size() >= 2 && name[0] <= 'Z' && std::all_of(name.begin(), name.end(), is_letter))
      return std::string(header);
  }
  return std::string(of_function ? error_type::kFunctionUnknown : error_type::kRuntimeUnknown);
}

}  // namespace lambdalocal
