#include "core/function/runtime_id.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/text/ascii.h"
#include "core/text/suggestion.h"

namespace lambdalocal {
namespace {

using enum RuntimeFamily;

constexpr bool kDeprecated = true;

// Deprecation as of November 2026.
constexpr std::array kRuntimes = {
    RuntimeId{"python2.7", Python, 2, 7, kDeprecated},
    RuntimeId{"python3.6", Python, 3, 6, kDeprecated},
    RuntimeId{"python3.7", Python, 3, 7, kDeprecated},
    RuntimeId{"python3.8", Python, 3, 8, kDeprecated},
    RuntimeId{"python3.9", Python, 3, 9, kDeprecated},
    RuntimeId{"python3.10", Python, 3, 10, kDeprecated},
    RuntimeId{"python3.11", Python, 3, 11},
    RuntimeId{"python3.12", Python, 3, 12},
    RuntimeId{"python3.13", Python, 3, 13},
    RuntimeId{"python3.14", Python, 3, 14},
    RuntimeId{"python3.15", Python, 3, 15},
    RuntimeId{"nodejs", NodeJs, 0, 10, kDeprecated},
    RuntimeId{"nodejs4.3", NodeJs, 4, 3, kDeprecated},
    RuntimeId{"nodejs4.3-edge", NodeJs, 4, 3, kDeprecated},
    RuntimeId{"nodejs6.10", NodeJs, 6, 10, kDeprecated},
    RuntimeId{"nodejs8.10", NodeJs, 8, 10, kDeprecated},
    RuntimeId{"nodejs10.x", NodeJs, 10, 0, kDeprecated},
    RuntimeId{"nodejs12.x", NodeJs, 12, 0, kDeprecated},
    RuntimeId{"nodejs14.x", NodeJs, 14, 0, kDeprecated},
    RuntimeId{"nodejs16.x", NodeJs, 16, 0, kDeprecated},
    RuntimeId{"nodejs18.x", NodeJs, 18, 0, kDeprecated},
    RuntimeId{"nodejs20.x", NodeJs, 20, 0, kDeprecated},
    RuntimeId{"nodejs22.x", NodeJs, 22, 0},
    RuntimeId{"nodejs24.x", NodeJs, 24, 0},
    RuntimeId{"nodejs26.x", NodeJs, 26, 0},
    RuntimeId{"provided", Provided, 0, 0, kDeprecated},
    RuntimeId{"provided.al2", Provided, 0, 0, kDeprecated},
    RuntimeId{"provided.al2023", Provided, 0, 0},
    RuntimeId{"ruby2.5", Ruby, 2, 5, kDeprecated},
    RuntimeId{"ruby2.7", Ruby, 2, 7, kDeprecated},
    RuntimeId{"ruby3.2", Ruby, 3, 2, kDeprecated},
    RuntimeId{"ruby3.3", Ruby, 3, 3},
    RuntimeId{"ruby3.4", Ruby, 3, 4},
    RuntimeId{"ruby4.0", Ruby, 4, 0},
    RuntimeId{"java8", Java, 8, 0, kDeprecated},
    RuntimeId{"java8.al2", Java, 8, 0},
    RuntimeId{"java8.al2023", Java, 8, 0},
    RuntimeId{"java11", Java, 11, 0},
    RuntimeId{"java11.al2023", Java, 11, 0},
    RuntimeId{"java17", Java, 17, 0},
    RuntimeId{"java17.al2023", Java, 17, 0},
    RuntimeId{"java21", Java, 21, 0},
    RuntimeId{"java25", Java, 25, 0},
    RuntimeId{"dotnetcore1.0", DotNet, 1, 0, kDeprecated},
    RuntimeId{"dotnetcore2.0", DotNet, 2, 0, kDeprecated},
    RuntimeId{"dotnetcore2.1", DotNet, 2, 1, kDeprecated},
    RuntimeId{"dotnetcore3.1", DotNet, 3, 1, kDeprecated},
    RuntimeId{"dotnet6", DotNet, 6, 0, kDeprecated},
    RuntimeId{"dotnet8", DotNet, 8, 0, kDeprecated},
    RuntimeId{"dotnet10", DotNet, 10, 0},
    RuntimeId{"go1.x", Go, 1, 0, kDeprecated},
};

// In the service model since July 2026, launch announced for November 2026: known, but never chosen for anybody.
constexpr std::array<std::string_view, 2> kAnnounced = {"python3.15", "nodejs26.x"};

}  // namespace

std::span<const RuntimeId> known_runtimes() { return kRuntimes; }

std::optional<RuntimeId> find_runtime(std::string_view id) {
  const auto* found = std::ranges::find(kRuntimes, id, &RuntimeId::id);
  if (found == kRuntimes.end()) return std::nullopt;
  return *found;
}

bool generally_available(const RuntimeId& runtime) {
  return std::ranges::find(kAnnounced, runtime.id) == kAnnounced.end();
}

std::string_view closest_runtime(std::string_view id) {
  const std::string wanted = lower_case(id);
  std::string_view best = "provided.al2023";       // what "rust" and "go" need
  std::size_t best_score = wanted.size() * 2 + 2;  // with every letter another one, nothing is alike
  // Newest last, and the last of equals wins within a family; what AWS supports goes before what it does not.
  for (const RuntimeId& runtime : kRuntimes) {
    if (runtime.id == "nodejs" || !generally_available(runtime)) continue;  // "node" asks for the family, not for 0.10
    const bool completed = !wanted.empty() && !runtime.deprecated && runtime.id.starts_with(wanted);  // "python3"
    const std::size_t score = completed ? 0 : edit_distance(wanted, runtime.id) * 2 + (runtime.deprecated ? 1 : 0);
    const bool newer_of_family = score == best_score && find_runtime(best)->family == runtime.family;
    if (score < best_score || newer_of_family) {
      best = runtime.id;
      best_score = score;
    }
  }
  return best;
}

}  // namespace lambdalocal
