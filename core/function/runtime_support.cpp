#include "core/function/runtime_support.h"

#include <fmt/format.h>

namespace lambdalocal {

bool bootstrap_runs_on(RuntimeFamily family, int major, int minor) {
  if (family == RuntimeFamily::Python) return major == 3 && minor >= kOldestPythonMinor;
  return family == RuntimeFamily::NodeJs && major >= kOldestNodeMajor;
}

std::optional<Error> not_emulated(RuntimeFamily family) {
  switch (family) {
    case RuntimeFamily::Python:
    case RuntimeFamily::NodeJs:
    case RuntimeFamily::Provided: return std::nullopt;
    case RuntimeFamily::Go:
      return Error{
          ErrorKind::NotEmulated,
          "run go1.x: AWS retired it, and its RPC protocol is not emulated\n"
          "AWS runs Go on provided.al2023 now: build with `GOOS=linux CGO_ENABLED=0 go build -tags lambda.norpc "
          "-o bootstrap`, then use --runtime provided.al2023 on the directory that holds `bootstrap`"};
    case RuntimeFamily::Ruby:
    case RuntimeFamily::Java:
    case RuntimeFamily::DotNet: break;
  }
  return Error{ErrorKind::NotEmulated,
               fmt::format("run a {0} function: the managed {0} runtimes will come in a later version\n"
                           "until then: a custom runtime runs (an executable `bootstrap` in the bundle, with "
                           "--runtime provided.al2023), as do the python* and nodejs* runtimes",
                           family_name(family))};
}

}  // namespace lambdalocal
