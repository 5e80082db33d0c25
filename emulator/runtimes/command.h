// How the runtime of one execution environment is started: the layout it finds on disk and the command line.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/project/local_options.h"
#include "core/result.h"
#include "emulator/system/files/fd.h"

namespace lambdalocal::runtimes {

using lambdalocal::OutsidePackages;

// The directory with a family's bootstrap (runtime_directory.h).
struct RuntimeDirectory {
  std::filesystem::path path;
  std::filesystem::path entry;               // what holds it and its manifest (emulator/bundle/sealed_tree.h)
  std::shared_ptr<const system::Fd> in_use;  // while it lives, clear_runtime_directories() leaves the directory alone
  std::string warning = {};                  // somebody had changed it
};

// Where things lie for one execution environment. All paths are absolute.
struct Layout {
  std::filesystem::path task_root;           // /var/task on Lambda: the bundle
  std::filesystem::path runtime_directory;   // /var/runtime on Lambda: the embedded bootstraps of this family, on disk
  std::optional<std::filesystem::path> opt;  // /opt on Lambda: the layers; none when there are none
  std::optional<std::filesystem::path> sdk;  // side directory with boto3 or @aws-sdk; none when not installed
  OutsidePackages outside_packages = OutsidePackages::Hidden;
  std::vector<std::filesystem::path> outside_directories;  // e.g. the site-packages of an active virtual environment
  // The interpreter of the environment whose packages are first in outside_directories: it sees what belongs to it.
  std::optional<std::filesystem::path> outside_interpreter = std::nullopt;
};

// A runtime that cannot be started because of what lies in the bundle: no failure of ours but an outcome AWS gives too,
// so the environment ends init with it instead of starting a process.
struct EntrypointProblem {
  std::string error_type;  // Runtime.InvalidEntrypoint
  std::string message;     // as AWS words it, without the leading "RequestId: <id> Error: "
  std::string hint;        // ours, for stderr: what to do about it
};

struct Command {
  std::filesystem::path executable;    // the real binary, never a shim
  std::vector<std::string> arguments;  // argv, argv[0] included
  // What this family adds to the function's environment (PYTHONPATH, NODE_PATH...); the user's variables win over
  // these.
  std::map<std::string, std::string> environment;
  bool has_gate = false;                                    // its bootstrap can be held at one (gate.h)
  bool can_be_held = false;                                 // there, before anything of the package is read
  std::optional<EntrypointProblem> problem = std::nullopt;  // set: `executable` must not be started
  std::vector<std::string> notes = {};                      // what differs from Lambda and why, for --verbose
  std::vector<std::string> warnings = {};                   // what will not be as on Lambda, to be told always
  // Entries of the cache that the interpreter itself loads (emulator/bundle/sealed_tree.h), to be compared before each start. They
  // are of use only where they, and layout.sdk, are seen at the places that the arguments name.
  std::vector<std::filesystem::path> sealed_entries = {};
  // Work beside the function that makes later starts faster; blocks, on any thread. May be empty.
  std::function<void()> afterwards = {};
};

}  // namespace lambdalocal::runtimes
