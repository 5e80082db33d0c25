#include "emulator/system/own_thread.h"

#include <csignal>
#include <system_error>
#include <thread>

namespace lambdalocal::system {

bool start_own_thread(std::function<void()> work) {
  sigset_t all;  // signals are the loop's
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  bool started = true;
  try {
    std::thread(std::move(work)).detach();
  } catch (const std::system_error&) {
    started = false;
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return started;
}

}  // namespace lambdalocal::system
