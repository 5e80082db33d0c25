// Which interpreter runs a function's runtime. AWS has one build per id; here an id whose version is not installed runs
// on the nearest one that is, with a warning, because most of the functions in the world name old ids.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/function/runtime_id.h"
#include "core/project/local_options.h"
#include "core/result.h"
#include "emulator/runtimes/interpreters/interpreters.h"

namespace lambdalocal::runtimes {

struct ResolvedRuntime {
  std::filesystem::path interpreter;   // canonical; empty for provided.*, whose bootstrap is its own interpreter
  Version version;                     // of the interpreter
  std::optional<std::string> warning;  // one line, when another version than the id's runs
};

using lambdalocal::VersionMatch;

// Errors: RuntimeMissing (no interpreter at all, or not the exact one), NotEmulated (go1.x).
Result<ResolvedRuntime> resolve(const RuntimeId& runtime, const Interpreters& interpreters, VersionMatch match);

}  // namespace lambdalocal::runtimes
