// Which of AWS's runtimes this emulator runs today.
#pragma once

#include <optional>
#include <string_view>

#include "core/function/runtime_id.h"
#include "core/result.h"

namespace lambdalocal {

// Oldest interpreters that the embedded bootstraps run on: older ids run on a newer interpreter.
constexpr int kOldestPythonMinor = 8;
constexpr int kOldestNodeMajor = 16;

// Whether an interpreter of this version can run the bootstrap of its family.
bool bootstrap_runs_on(RuntimeFamily family, int major, int minor);

// None when functions of this family run here; else the NotEmulated error that says what will come or what to use.
std::optional<Error> not_emulated(RuntimeFamily family);

}  // namespace lambdalocal
