#include "emulator/environment/platform_log.h"

#include <chrono>
#include <utility>

#include "core/logs/platform_event.h"

namespace lambdalocal::environment {

PlatformLog::PlatformLog(const Function& function, std::string log_stream_name, logs::LogSink& sink)
    : function_(function), log_stream_name_(std::move(log_stream_name)), sink_(sink) {}

template <typename Append>
void PlatformLog::write(Append append) {
  record_.clear();
  append(record_);
  sink_.write(logs::Source::Platform, record_);
}

void PlatformLog::init_start() {
  if (function_.logging.format == LogFormat::Text) {
    write([&](std::string& out) { append_init_start(out, function_); });
  } else {
    write([&](std::string& out) {
      append_init_start_event(out, std::chrono::system_clock::now(), function_, log_stream_name_);
    });
  }
}

void PlatformLog::init_report(const InitReport& report) {
  if (function_.logging.format == LogFormat::Text) {
    write([&](std::string& out) { append_init_report(out, report); });
  } else {
    const auto time = std::chrono::system_clock::now();
    write([&](std::string& out) { append_init_runtime_done_event(out, time, report); });
    write([&](std::string& out) { append_init_report_event(out, time, report); });
  }
}

void PlatformLog::start(const std::string& request_id) {
  if (function_.logging.format == LogFormat::Text) {
    write([&](std::string& out) { append_start(out, request_id, function_.version); });
  } else {
    write([&](std::string& out) { append_start_event(out, std::chrono::system_clock::now(), request_id, function_); });
  }
}

void PlatformLog::end_and_report(const std::string& request_id, const InvocationOutcome& outcome) {
  const int memory = function_.memory_size_mb;
  if (function_.logging.format == LogFormat::Text) {
    write([&](std::string& out) { append_end(out, request_id); });
    write([&](std::string& out) { append_report(out, request_id, memory, outcome); });
    return;
  }
  const auto time = std::chrono::system_clock::now();
  if (report_status(outcome).status != "success") {
    write([&](std::string& out) { append_runtime_done_event(out, time, request_id, outcome); });
  }
  write([&](std::string& out) { append_report_event(out, time, request_id, memory, outcome); });
}

}  // namespace lambdalocal::environment
