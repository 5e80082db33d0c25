#include "emulator/runtimes/resolve.h"

#include <fmt/format.h>

#include <tuple>

#include "core/function/runtime_support.h"
#include "emulator/runtimes/family.h"

namespace lambdalocal::runtimes {
namespace {

// Old ids of Node.js named a minor version too.
std::string version_of_id(const RuntimeId& runtime) {
  const bool named_minor = runtime.family == RuntimeFamily::NodeJs && runtime.major < 10;
  return support_of(runtime.family).minor_counts || named_minor ? fmt::format("{}.{}", runtime.major, runtime.minor)
                                                                : fmt::format("{}", runtime.major);
}

// For an id that is too old for the bootstraps: the oldest version that runs here.
std::string version_to_install(const RuntimeId& runtime) {
  if (bootstrap_runs_on(runtime.family, runtime.major, runtime.minor)) return version_of_id(runtime);
  const FamilySupport& support = support_of(runtime.family);
  return support.minor_counts ? fmt::format("{}.{}", support.oldest_major, support.oldest_minor)
                              : fmt::format("{}", support.oldest_major);
}

std::string how_to_install(const RuntimeId& runtime) {
  return fmt::format(fmt::runtime(family_of(runtime.family)->interpreters()->how_to_install),
                     version_to_install(runtime));
}

std::string looked_for(const RuntimeId& runtime) {
  return fmt::format(fmt::runtime(family_of(runtime.family)->interpreters()->looked_for), version_of_id(runtime));
}

Error missing(const RuntimeId& runtime, const Interpreter* nearest) {
  const std::string_view name = family_name(runtime.family);
  std::string message;
  if (nearest == nullptr) {
    message = fmt::format("run {}: there is no {} on this machine\n{}\ninstall it, with {}", runtime.id, name,
                          looked_for(runtime), how_to_install(runtime));
  } else if (!bootstrap_runs_on(runtime.family, runtime.major, runtime.minor)) {
    message = fmt::format(
        "run {}: {} {} is too old to run here, and --strict-runtime allows no other\n"
        "leave out --strict-runtime to run on {} {} ({})",
        runtime.id, name, version_of_id(runtime), name, nearest->version.text(), nearest->path.string());
  } else {
    message = fmt::format(
        "run {}: {} {} is not installed, and --strict-runtime allows no other\n{}\ninstall it with {}, or "
        "leave out --strict-runtime to run on {} {} ({})",
        runtime.id, name, version_of_id(runtime), looked_for(runtime), how_to_install(runtime), name,
        nearest->version.text(), nearest->path.string());
  }
  return Error{ErrorKind::RuntimeMissing, std::move(message)};
}

// Smaller is nearer: newer before older, then by distance.
std::tuple<bool, int, int> distance(const Version& version, const RuntimeId& runtime) {
  const bool older = std::tuple(version.major, version.minor) < std::tuple(runtime.major, runtime.minor);
  const int major = version.major - runtime.major, minor = version.minor - runtime.minor;
  return older ? std::tuple(true, -major, -minor) : std::tuple(false, major, minor);
}

const Interpreter* nearest_to(const RuntimeId& runtime, const std::vector<Interpreter>& all) {
  const Interpreter* nearest = nullptr;
  for (const Interpreter& candidate : all) {
    if (nearest == nullptr || distance(candidate.version, runtime) < distance(nearest->version, runtime))
      nearest = &candidate;
  }
  return nearest;
}

std::string warning(const RuntimeId& runtime, const Interpreter& interpreter) {
  const std::string_view name = family_name(runtime.family);
  return fmt::format("{} runs on {} {} ({}): {} {} is not {}; --strict-runtime makes this an error", runtime.id, name,
                     interpreter.version.text(), interpreter.path.string(), name, version_of_id(runtime),
                     bootstrap_runs_on(runtime.family, runtime.major, runtime.minor) ? "installed" : "supported here");
}

}  // namespace

Result<ResolvedRuntime> resolve(const RuntimeId& runtime, const Interpreters& interpreters, VersionMatch match) {
  if (auto error = not_emulated(runtime.family)) return std::move(*error);
  if (family_of(runtime.family)->interpreters() == nullptr) return ResolvedRuntime{};
  if (auto exact = interpreters.find(runtime.family, runtime.major, runtime.minor)) {
    return ResolvedRuntime{std::move(exact->path), exact->version, std::nullopt};
  }
  const Interpreter* nearest = nearest_to(runtime, interpreters.all(runtime.family));
  if (nearest == nullptr || match == VersionMatch::Exact) return missing(runtime, nearest);
  return ResolvedRuntime{nearest->path, nearest->version, warning(runtime, *nearest)};
}

}  // namespace lambdalocal::runtimes
