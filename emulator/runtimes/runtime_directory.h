// The embedded bootstraps on disk, where an interpreter can read them:
//   <cache>/runtime/<hash>[-python3.12]/root/<family>/   the files, read-only; with the bytecode of that Python
//   <cache>/runtime/<hash>[-python3.12]/manifest         what they were when they were complete (emulator/bundle/manifest.h)
// The hash is that of all contents, so another version of lambdalocal has a directory of its own. Functions run as the owner of
// the cache: a directory that is not what its manifest says is written anew before anything runs from it.
#pragma once

#include <filesystem>
#include <optional>
#include <span>

#include "core/function/runtime_id.h"
#include "core/result.h"
#include "emulator/runtimes/command.h"
#include "emulator/runtimes/embedded_bootstraps.h"
#include "emulator/runtimes/interpreters/interpreter_version.h"
#include "emulator/runtimes/machine.h"

namespace lambdalocal::runtimes {

// The interpreter that compiles the bootstrap once, before any function runs: Python itself would write bytecode beside the
// files while a function runs, and whoever changes that afterwards changes what the next function runs on.
struct BytecodeCompiler {
  RuntimeFamily family = RuntimeFamily::Python;
  Machine machine;
  std::filesystem::path interpreter;
  Version version;
};

// None for families whose bootstrap needs no compiling.
std::optional<BytecodeCompiler> bytecode_compiler(RuntimeFamily family, const Machine& machine,
                                                  const std::filesystem::path& interpreter, const Version& version);

// The directory with the bootstrap of a family. Written when it is not there or was changed, complete or not at all, also
// when several runs do it at once; otherwise it costs a stat for each file. For families without a bootstrap of ours it is the
// common parent.
Result<RuntimeDirectory> open_runtime_directory(RuntimeFamily family, const std::filesystem::path& cache_directory,
                                                const std::optional<BytecodeCompiler>& compiler = std::nullopt,
                                                std::span<const EmbeddedFile> files = embedded_bootstraps());

// Removes all of them but those in use, and what a kill has left half-written.
void clear_runtime_directories(const std::filesystem::path& cache_directory);

}  // namespace lambdalocal::runtimes
