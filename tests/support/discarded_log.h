// A log whose events nobody looks at.
#pragma once

#include "emulator/logs/log_sink.h"

namespace lambdalocal::test {

struct DiscardedLog : logs::LogSink {
  void write(const LogEvent&) override {}
};

}  // namespace lambdalocal::test
