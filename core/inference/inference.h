// Runtime and handler of a function that was given without them, from what lies in its bundle. On AWS both are settings
// of the function; here a plain `invoke <directory>` should do what its author meant, and ask when that is not clear.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/function/runtime_id.h"
#include "core/result.h"

namespace lambdalocal {

struct BundleEntry {
  std::string name;
  bool is_directory = false;
};

// A bundle as inference sees it. Paths are relative to its root, with "/" between the parts; "" is the root.
class BundleListing {
 public:
  virtual ~BundleListing() = default;
  // The entries of a directory in a stable order; none when there is no such directory.
  virtual std::vector<BundleEntry> entries(std::string_view directory) const = 0;
  virtual bool is_file(std::string_view path) const = 0;
  // The text of a file; empty when it cannot be read.
  virtual std::string read(std::string_view path) const = 0;
};

struct InstalledVersion {
  RuntimeFamily family;
  int major = 0;
  int minor = 0;
};

// The interpreters of the machine, asked only when a version must be chosen.
class InstalledVersions {
 public:
  virtual ~InstalledVersions() = default;
  virtual std::vector<InstalledVersion> versions(RuntimeFamily family) const = 0;
  // The version that whoever works on the function has chosen for it: that of a virtual environment beside it.
  virtual std::optional<InstalledVersion> chosen(RuntimeFamily /*family*/) const { return std::nullopt; }
};

struct Inferred {
  RuntimeId runtime;
  std::string handler;
};

// What is given is kept. A `bootstrap` makes a custom runtime. Otherwise handlers are looked for in the root, in files
// of the usual names before others, and in sub folders when the root has none. Errors are BadConfiguration (nothing
// found, or several candidates: they are listed with the flag that chooses) or NotEmulated. The version is the one that the
// bundle's compiled packages were made for, else the chosen one, else default_runtime().
Result<Inferred> infer(const BundleListing& bundle, std::optional<RuntimeId> runtime,
                       std::optional<std::string> handler, const InstalledVersions& installed);

// The runtime a function of a family gets when nothing names one: of Python the newest id that is installed exactly,
// else python3.13; of Node.js also the newest id not above what is installed, else nodejs22.x.
RuntimeId default_runtime(RuntimeFamily family, std::span<const InstalledVersion> installed);

}  // namespace lambdalocal
