// A runtime that is held in the first lines of its bootstrap, before it reads anything of the package: its interpreter starts while
// the package is still compared with its manifest (functions/renewal.h), which takes as long for 10,000 files.
#pragma once

#include <map>
#include <string>

#include "core/function/environment_variables.h"
#include "core/result.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::runtimes {

// Whether an interpreter with these variables may read files of the package before its bootstrap has begun.
bool preloads(const EnvironmentVariables& variables);

// The bootstrap reads a byte from a descriptor before it goes on; without one, as when we are gone, it exits.
class Gate {
 public:
  static Result<Gate> closed();

  // The end that the runtime gets as descriptor kFd, and what tells its bootstrap of it.
  int runtimes_end() const { return pipe_.read.get(); }
  static void announce(std::map<std::string, std::string>& environment);
  static constexpr int kFd = 4;

  void open();

 private:
  explicit Gate(system::Pipe pipe) : pipe_(std::move(pipe)) {}
  system::Pipe pipe_;
};

}  // namespace lambdalocal::runtimes
