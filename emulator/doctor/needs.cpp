#include "emulator/doctor/needs.h"

#include <algorithm>
#include <filesystem>

#include "emulator/runtimes/inference.h"

namespace lambdalocal::doctor {
namespace {

std::optional<RuntimeId> runtime_of_function(const ProjectFunction& function,
                                             const runtimes::Interpreters& interpreters) {
  const FunctionSettings& settings = function.settings;
  if (settings.runtime) return find_runtime(*settings.runtime);
  std::error_code error;
  if (!std::filesystem::is_directory(function.code, error)) return std::nullopt;
  auto inferred = runtimes::infer(function.code, std::nullopt, settings.handler, interpreters);
  return inferred ? std::optional(inferred->runtime) : std::nullopt;
}

}  // namespace

Needs needs_of(const Project& project, const runtimes::Interpreters& interpreters) {
  Needs needs;
  needs.has_project = true;
  for (const auto& [name, function] : project.functions) {
    needs.memory_mb = std::max(needs.memory_mb, function_of(function).memory_size_mb);
    const Isolation isolation = function.settings.isolation.value_or(function.local.isolation);
    const bool is_strict = isolation == Isolation::Strict || function.settings.network == Network::None;
    needs.is_strict = needs.is_strict || is_strict;
    const auto runtime = runtime_of_function(function, interpreters);
    if (!runtime) {
      needs.untold.push_back(name);
      continue;
    }
    const auto same = [&](const NeededRuntime& one) { return one.runtime.id == runtime->id; };
    auto known = std::ranges::find_if(needs.runtimes, same);
    if (known == needs.runtimes.end()) known = needs.runtimes.insert(known, {*runtime, {}});
    known->functions.push_back(&function);
  }
  std::ranges::sort(needs.runtimes, {}, [](const NeededRuntime& one) { return one.runtime.id; });
  return needs;
}

}  // namespace lambdalocal::doctor
