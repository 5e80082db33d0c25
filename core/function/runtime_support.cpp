#include "core/function/runtime_support.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace lambdalocal {
namespace {

using enum RuntimeFamily;

// By the order of the enumeration.
constexpr std::array kFamilies = {
    FamilySupport{.family = Python,
                  .name = "Python",
                  .runs_here = true,
                  .starts_in_shell = true,
                  .oldest_major = 3,
                  .oldest_minor = 8},
    FamilySupport{.family = NodeJs,
                  .name = "Node.js",
                  .runs_here = true,
                  .starts_in_shell = true,
                  .minor_counts = false,
                  .oldest_major = 16},
    FamilySupport{.family = Provided, .name = "custom runtime", .runs_here = true, .is_custom = true},
    FamilySupport{.family = Ruby,
                  .name = "Ruby",
                  .runs_here = true,
                  .starts_in_shell = true,
                  .oldest_major = 2,
                  .oldest_minor = 7},
    FamilySupport{.family = Java, .name = "Java", .runs_here = true, .minor_counts = false, .oldest_major = 8},
    FamilySupport{.family = DotNet,
                  .name = ".NET",
                  .runs_here = true,
                  .starts_in_shell = true,
                  .minor_counts = false,
                  .oldest_major = 6},
    FamilySupport{.family = Go, .name = "Go", .is_custom = true},
};

}  // namespace

const FamilySupport& support_of(RuntimeFamily family) { return kFamilies[static_cast<std::size_t>(family)]; }

std::string_view family_name(RuntimeFamily family) { return support_of(family).name; }

bool bootstrap_runs_on(RuntimeFamily family, int major, int minor) {
  const FamilySupport& support = support_of(family);
  if (support.oldest_major == 0) return false;
  if (!support.minor_counts) return major >= support.oldest_major;
  return std::pair(major, minor) >= std::pair(support.oldest_major, support.oldest_minor);
}

std::optional<Error> not_emulated(RuntimeFamily family) {
  if (support_of(family).runs_here) return std::nullopt;
  return Error{ErrorKind::NotEmulated,
               "run go1.x: AWS retired it, and its RPC protocol is not emulated\n"
               "AWS runs Go on provided.al2023 now: build with `GOOS=linux CGO_ENABLED=0 go build -tags lambda.norpc "
               "-o bootstrap`, then use --runtime provided.al2023 on the directory that holds `bootstrap`"};
}

}  // namespace lambdalocal
