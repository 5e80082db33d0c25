// How a function runs on this machine: what people ask for and AWS has no name for.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/function/isolation.h"

namespace lambdalocal {

// How near the installed interpreter must be to the runtime that is asked for.
enum class VersionMatch {
  Nearest,  // the nearest newer version, else the nearest older one: languages keep running old code far better than
            // old interpreters run new syntax
  Exact,    // --strict-runtime
};

// Whether a function may see packages that lie outside its bundle, layers and the SDK (an interpreter's site-packages,
// a developer's virtual environment, node_modules above the bundle). On Lambda there are none.
enum class OutsidePackages {
  Hidden,   // as on Lambda: bundles unpacked from an archive, and --isolated
  Visible,  // directories: visible, each module taken from there is named once in a warning on stderr
};

struct LocalOptions {
  VersionMatch version_match = VersionMatch::Nearest;
  std::optional<OutsidePackages> outside_packages;  // else Visible for a directory
  std::vector<std::string> passed_variables;        // of the caller's environment, by name
  bool pass_aws_credentials = false;
  std::map<std::string, std::string> secrets;  // --secrets, for the Parameters and Secrets extension
  bool snap_start = false;     // the life of a function with SnapStart, also of one that is not published
  bool no_extensions = false;  // those of the layers are not started, nobody may register
  Isolation isolation = Isolation::Unsaid;
  bool build = false;  // by the function's own build step, before it is used and when its sources have changed
  bool connect =
      false;  // told where the Lambda API of this run is: functions that are served together reach each other

  bool operator==(const LocalOptions&) const = default;
};

}  // namespace lambdalocal
