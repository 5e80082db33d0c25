#include <csignal>

#include "cli/command_line.h"

int main(int argc, char* argv[]) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is told by write()
  const std::span<const char* const> arguments(argv, static_cast<std::size_t>(argc));
  return static_cast<int>(lambdalocal::run_command_line(arguments.subspan(argc > 0 ? 1 : 0)));
}
