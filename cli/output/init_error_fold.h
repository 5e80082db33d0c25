// Lambda runs a failed init a second time, and the log has its error twice. On a terminal the second one is folded into a line
// when it is the same; what differs is shown. Hands on everything else.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/logs/log_sink.h"

namespace lambdalocal::output {

class InitErrorFold : public logs::PassingSink {
 public:
  using PassingSink::PassingSink;

  void write(const LogEvent& event) override;

 private:
  // What an environment wrote in its first init, until that is known to have gone well or its second one is over.
  struct Init {
    std::vector<std::string> lines;
    bool failed = false;
    std::size_t again = 0;  // so many of the lines came again, and are held back
  };

  void write_platform(const LogEvent& event, const PlatformEvent& platform);
  void write_line(const LogEvent& event, Init& init);
  void let_go(const LogEvent& event, Init& init);

  std::map<std::string, Init, std::less<>> inits_;  // by the name of the log stream
};

}  // namespace lambdalocal::output
