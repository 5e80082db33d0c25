// How a nodejs*.x function is started: node with the flags Lambda gives it, the embedded bootstrap
// (bootstrap/README.md) and the search path of packages.
// Source: docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/function/runtime_id.h"
#include "core/result.h"
#include "emulator/runtimes/command.h"
#include "emulator/runtimes/family.h"

namespace lambdalocal::runtimes {

struct NodeVersion {
  int major = 0;
  int minor = 0;
};

// What decides over node's flags; all of it may be left out, then the flag concerned is too.
struct NodejsOptions {
  // Of the interpreter. Lambda switches off require() of ES modules and the detection of module syntax; an older node
  // does not know these flags and would refuse to start.
  std::optional<NodeVersion> version = std::nullopt;
  // Of the function, in MB: Lambda sizes the heap by it; here where that costs nothing (Node.js 24 and newer).
  std::optional<int> memory_size_mb = std::nullopt;
  // The function's own NODE_OPTIONS: a flag it mentions is left to it.
  std::string node_options = {};
};

// `interpreter` is the real node binary, absolute. The bootstrap is layout.runtime_directory/callbacks.cjs or promises.cjs. Fails when
// `runtime` is of another family.
Result<Command> nodejs_command(const std::filesystem::path& interpreter, const RuntimeId& runtime, const Layout& layout,
                               const NodejsOptions& options = {});

// Where Node.js looks for packages that are not in the function's own (workspaces hoist packages there): the node_modules above it;
// also one that is missing just now beside a package.json.
std::vector<std::filesystem::path> node_modules_above(const std::filesystem::path& task_root);

const Family& nodejs_family();

}  // namespace lambdalocal::runtimes
