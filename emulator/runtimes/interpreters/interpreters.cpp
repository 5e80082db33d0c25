#include "emulator/runtimes/interpreters/interpreters.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/function/runtime_support.h"
#include "emulator/runtimes/family.h"
#include "emulator/runtimes/interpreters/shims.h"
#include "emulator/runtimes/interpreters/version_probe.h"

namespace lambdalocal::runtimes {
namespace {

constexpr const char* kOnPath = "PATH";

// Null for families that bring their own runtime, or do not run here.
const InterpreterKind* kind_of(RuntimeFamily family) {
  const Family* one = family_of(family);
  return one == nullptr ? nullptr : one->interpreters();
}

std::string found_by(const RealBinary& binary) { return binary.manager.empty() ? kOnPath : binary.manager; }

bool is_known(const std::vector<Interpreter>& known, RuntimeFamily family, const Version& version) {
  return std::ranges::any_of(known,
                             [&](const Interpreter& other) { return same_runtime(family, other.version, version); });
}

}  // namespace

Interpreters::Interpreters(Machine machine)
    : machine_(std::move(machine)),
      managers_(machine_),
      search_path_(machine_.search_path()),
      cache_(machine_.cache_directory) {}

std::vector<Version> Interpreters::versions_of(const InterpreterKind& kind, const std::filesystem::path& binary) const {
  if (kind.versions_beside != nullptr) {
    if (auto told = kind.versions_beside(binary); !told.empty()) return told;
  } else if (const auto told = version_in_path(kind.family, binary)) {
    return {*told};
  }
  std::optional<std::string> line = cache_.find(binary);
  if (!line) {
    line = ask_version(machine_, binary);
    if (!line) return {};
    cache_.store(binary, *line);
  }
  const auto version = version_in_text(*line);
  return version ? std::vector{*version} : std::vector<Version>();
}

// python3.12 on PATH.
std::optional<Interpreter> Interpreters::named_on_path(const InterpreterKind& kind, const Version& wanted) const {
  const std::string name = kind.binary_name(wanted);
  for (const std::filesystem::path& directory : search_path_) {
    const std::filesystem::path candidate = directory / name;
    if (!is_executable(candidate)) continue;
    const auto real = real_binary(managers_, kind, candidate, wanted);
    if (!real) continue;
    const auto told = version_in_path(kind.family, real->path);
    const bool agrees = told && same_runtime(kind.family, *told, wanted);
    return Interpreter{kind.family, agrees ? *told : wanted, real->path, found_by(*real)};
  }
  return std::nullopt;
}

// An executable whose name does not tell its version: python3, node.
std::vector<Interpreter> Interpreters::from_path(const InterpreterKind& kind,
                                                 const std::filesystem::path& on_path) const {
  std::vector<Interpreter> found;
  const auto real = is_executable(on_path) ? real_binary(managers_, kind, on_path, std::nullopt) : std::nullopt;
  if (!real) return found;
  for (const Version& version : versions_of(kind, real->path)) {
    if (!bootstrap_runs_on(kind.family, version.major, version.minor)) continue;
    found.push_back({kind.family, version, real->path, found_by(*real)});
  }
  return found;
}

std::vector<Interpreter> Interpreters::unnamed_on_path(const InterpreterKind& kind) const {
  std::vector<Interpreter> found;
  std::vector<std::filesystem::path> directories = search_path_;
  if (const std::filesystem::path home = machine_.variable(kind.home_variable); home.is_absolute()) {
    directories.insert(directories.begin(), {home / "bin", home});
  }
  for (const std::filesystem::path& directory : directories) {
    for (const std::string_view name : kind.names) {
      for (Interpreter& interpreter : from_path(kind, directory / name)) {
        if (!is_known(found, kind.family, interpreter.version)) found.push_back(std::move(interpreter));
      }
    }
  }
  return found;
}

std::optional<Interpreter> Interpreters::installed(const InterpreterKind& kind, const Version& wanted) const {
  for (const Installation& installation : managers_.installed(kind)) {
    if (!same_runtime(kind.family, installation.version, wanted)) continue;
    std::filesystem::path binary = canonical_executable(installation.binary);
    if (!binary.empty()) return Interpreter{kind.family, installation.version, std::move(binary), installation.manager};
  }
  return std::nullopt;
}

// Where names tell the version, what must be asked for its own comes last: that costs its start.
std::optional<Interpreter> Interpreters::find(RuntimeFamily family, int major, int minor) const {
  const InterpreterKind* kind = kind_of(family);
  if (kind == nullptr || !bootstrap_runs_on(family, major, minor)) return std::nullopt;
  const Version wanted{major, minor, -1};
  if (const auto known = all_.find(family); known != all_.end()) {
    const auto found = std::ranges::find_if(
        known->second, [&](const Interpreter& one) { return same_runtime(family, one.version, wanted); });
    return found == known->second.end() ? std::nullopt : std::optional(*found);
  }
  const bool named = kind->newest_named_minor != 0;
  if (named) {
    if (auto found = named_on_path(*kind, wanted)) return found;
    if (auto found = installed(*kind, wanted)) return found;
  }
  for (Interpreter& interpreter : unnamed_on_path(*kind)) {
    if (same_runtime(family, interpreter.version, wanted)) return std::move(interpreter);
  }
  return named ? std::nullopt : installed(*kind, wanted);
}

std::vector<Interpreter> Interpreters::search(const InterpreterKind& kind) const {
  std::vector<Interpreter> found;
  const auto add = [&](Interpreter interpreter) {
    if (!is_known(found, kind.family, interpreter.version)) found.push_back(std::move(interpreter));
  };
  const auto add_unnamed = [&] { std::ranges::for_each(unnamed_on_path(kind), add); };
  const FamilySupport& support = support_of(kind.family);
  for (int minor = support.oldest_minor; kind.newest_named_minor != 0 && minor <= kind.newest_named_minor; ++minor) {
    if (auto named = named_on_path(kind, {support.oldest_major, minor, -1})) add(std::move(*named));
  }
  if (kind.newest_named_minor == 0) add_unnamed();
  for (const Installation& installation : managers_.installed(kind)) {
    const Version& version = installation.version;
    if (!bootstrap_runs_on(kind.family, version.major, version.minor) || is_known(found, kind.family, version))
      continue;
    std::filesystem::path binary = canonical_executable(installation.binary);
    if (!binary.empty()) add({kind.family, version, std::move(binary), installation.manager});
  }
  if (kind.newest_named_minor != 0) add_unnamed();
  std::ranges::sort(found, std::greater<>(), &Interpreter::version);
  return found;
}

const std::vector<Interpreter>& Interpreters::all(RuntimeFamily family) const {
  const auto known = all_.find(family);
  if (known != all_.end()) return known->second;
  const InterpreterKind* kind = kind_of(family);
  return all_.emplace(family, kind != nullptr ? search(*kind) : std::vector<Interpreter>()).first->second;
}

Interpreter Interpreters::with_full_version(Interpreter interpreter) const {
  if (interpreter.version.patch >= 0) return interpreter;
  std::optional<std::string> line = cache_.find(interpreter.path);
  if (!line) {
    line = ask_version(machine_, interpreter.path);
    if (line) cache_.store(interpreter.path, *line);
  }
  const auto version = line ? version_in_text(*line) : std::nullopt;
  if (version && same_runtime(interpreter.family, *version, interpreter.version)) interpreter.version = *version;
  return interpreter;
}

std::vector<InstalledVersion> Interpreters::versions(RuntimeFamily family) const {
  std::vector<InstalledVersion> versions;
  for (const Interpreter& interpreter : all(family)) {
    versions.push_back({family, interpreter.version.major, interpreter.version.minor});
  }
  return versions;
}

}  // namespace lambdalocal::runtimes
