// How a tool of the user's own makes a function's deployment package of its sources: SAM's Metadata.BuildMethod, or "Build" in
// lambdalocal.json. Run with --build only (emulator/building).
#pragma once

#include <filesystem>
#include <string>

namespace lambdalocal {

struct BuildStep {
  // For /bin/sh. "$PYTHON" is the interpreter that will run the function, of one for Python. What it leaves in the directory
  // $ARTIFACTS_DIR is the package; where that stays empty, the function's code is.
  std::string command;
  std::filesystem::path directory;  // absolute: where it runs, and all that the package is made of
  // A file of `directory` that names what the function depends on. Then the command only brings these into $ARTIFACTS_DIR, which is
  // done again when this file has changed, and the package is the sources with them beside. Empty: the command makes all of it.
  std::string manifest;
  // The text of a file for the tool, which the command calls "$BUILD_SCRIPT"; empty: there is none.
  std::string script = {};

  bool operator==(const BuildStep&) const = default;
};

}  // namespace lambdalocal
