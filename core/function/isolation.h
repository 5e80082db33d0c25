// What a function sees of the machine that it runs on: what people ask for and AWS has no name for, as there it is always so.
#pragma once

namespace lambdalocal {

// Whether a function sees its own files only, as on Lambda, at their places there (emulator/sandbox).
enum class Isolation {
  Unsaid,  // by anybody: Auto, without a word where the machine does not allow it
  Auto,    // where the machine allows it
  Strict,  // or it does not run
  Off,
};

enum class Network {
  Host,  // that of the machine
  None,  // loopback of its own, on which its Runtime API is; it takes isolation
};

}  // namespace lambdalocal
