#include <fcntl.h>

#include <csignal>

#include "cli/command_line.h"

namespace {

// A standard descriptor that came closed stays unusable, instead of becoming the number of a socket of ours.
void occupy_standard_descriptors() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) < 0) static_cast<void>(::open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY));
  }
}

}  // namespace

int main(int argc, char* argv[]) {
  occupy_standard_descriptors();
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is told by write()
  std::signal(SIGXFSZ, SIG_IGN);  // so is a limit on the size of files
  const std::span<const char* const> arguments(argv, static_cast<std::size_t>(argc));
  return static_cast<int>(lambdalocal::run_command_line(arguments.subspan(argc > 0 ? 1 : 0)));
}
