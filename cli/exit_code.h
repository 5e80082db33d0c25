// What lambdalocal's exit status means. Published in --help and README.md; scripts rely on it.
#pragma once

#include "core/invocation/result.h"
#include "core/result.h"

namespace lambdalocal {

enum class ExitCode : int {
  Success = 0,
  FunctionError =
      1,      // the function returned an error (or its response was too large, or the runtime exited), or a test failed
  Usage = 2,  // the command line
  BadConfiguration = 3,  // the bundle, a layer or the function's configuration
  BadEvent = 4,          // the event: not JSON, too large, cannot be read
  InitError = 5,         // the function failed before it could take an event
  Timeout = 6,
  RuntimeMissing = 7,  // no interpreter for the function's runtime
  NotEmulated = 8,     // a feature of Lambda that is not emulated yet
  NoTests = 9,         // `lambdalocal test` found none
  Internal = 70,       // the machine, or a fault of lambdalocal
  HungUp = 129,        // the terminal was closed (SIGHUP)
  Interrupted = 130,   // Ctrl-C
  Terminated = 143,    // SIGTERM
};

ExitCode exit_code_of(const Error& error);
ExitCode exit_code_of(const InvocationOutcome& outcome);

}  // namespace lambdalocal
