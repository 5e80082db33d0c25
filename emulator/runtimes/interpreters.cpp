#include "emulator/runtimes/interpreters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/function/runtime_support.h"
#include "emulator/runtimes/shims.h"
#include "emulator/runtimes/version_probe.h"

namespace lambdalocal::runtimes {
namespace {

constexpr int kNewestPythonMinor = 17;  // two more than the newest id: what may be installed already
constexpr const char* kOnPath = "PATH";

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

std::optional<Version> Interpreters::version_of(RuntimeFamily family, const std::filesystem::path& binary) const {
  if (const auto told = version_in_path(family, binary)) return told;
  std::optional<std::string> line = cache_.find(binary);
  if (!line) {
    line = ask_version(machine_, binary);
    if (!line) return std::nullopt;
    cache_.store(binary, *line);
  }
  return version_in_text(*line);
}

// python3.12 on PATH.
std::optional<Interpreter> Interpreters::named_on_path(int minor) const {
  const std::string name = fmt::format("python3.{}", minor);
  const Version wanted{3, minor, -1};
  for (const std::filesystem::path& directory : search_path_) {
    const std::filesystem::path candidate = directory / name;
    if (!is_executable(candidate)) continue;
    const auto real = real_binary(managers_, RuntimeFamily::Python, candidate, wanted);
    if (!real) continue;
    const auto told = version_in_path(RuntimeFamily::Python, real->path);
    const bool agrees = told && same_runtime(RuntimeFamily::Python, *told, wanted);
    return Interpreter{RuntimeFamily::Python, agrees ? *told : wanted, real->path, found_by(*real)};
  }
  return std::nullopt;
}

// An executable whose name does not tell its version: python3, node.
std::optional<Interpreter> Interpreters::from_path(RuntimeFamily family, const std::filesystem::path& on_path) const {
  if (!is_executable(on_path)) return std::nullopt;
  const auto real = real_binary(managers_, family, on_path, std::nullopt);
  if (!real) return std::nullopt;
  const auto version = version_of(family, real->path);
  if (!version || !bootstrap_runs_on(family, version->major, version->minor)) return std::nullopt;
  return Interpreter{family, *version, real->path, found_by(*real)};
}

std::vector<Interpreter> Interpreters::unnamed_on_path(RuntimeFamily family) const {
  static constexpr std::array kPythonNames = {"python3", "python"};
  static constexpr std::array kNodeNames = {"node", "nodejs"};
  std::vector<Interpreter> found;
  for (const std::filesystem::path& directory : search_path_) {
    for (const char* name : family == RuntimeFamily::Python ? kPythonNames : kNodeNames) {
      auto interpreter = from_path(family, directory / name);
      if (interpreter && !is_known(found, family, interpreter->version)) found.push_back(std::move(*interpreter));
    }
  }
  return found;
}

std::optional<Interpreter> Interpreters::installed(RuntimeFamily family, const Version& wanted) const {
  for (const Installation& installation : managers_.installed(family)) {
    if (!same_runtime(family, installation.version, wanted)) continue;
    std::filesystem::path binary = canonical_executable(installation.binary);
    if (!binary.empty()) return Interpreter{family, installation.version, std::move(binary), installation.manager};
  }
  return std::nullopt;
}

std::optional<Interpreter> Interpreters::find(RuntimeFamily family, int major, int minor) const {
  if (!bootstrap_runs_on(family, major, minor)) return std::nullopt;
  const Version wanted{major, minor, -1};
  if (const auto known = all_.find(family); known != all_.end()) {
    const auto found = std::ranges::find_if(
        known->second, [&](const Interpreter& one) { return same_runtime(family, one.version, wanted); });
    return found == known->second.end() ? std::nullopt : std::optional(*found);
  }
  if (family == RuntimeFamily::Python) {
    if (auto found = named_on_path(minor)) return found;
    if (auto found = installed(family, wanted)) return found;
  }
  for (Interpreter& interpreter : unnamed_on_path(family)) {
    if (same_runtime(family, interpreter.version, wanted)) return std::move(interpreter);
  }
  return family == RuntimeFamily::NodeJs ? installed(family, wanted) : std::nullopt;
}

std::vector<Interpreter> Interpreters::search(RuntimeFamily family) const {
  std::vector<Interpreter> found;
  const auto add = [&](Interpreter interpreter) {
    if (!is_known(found, family, interpreter.version)) found.push_back(std::move(interpreter));
  };
  const auto add_unnamed = [&] { std::ranges::for_each(unnamed_on_path(family), add); };
  if (family == RuntimeFamily::Python) {
    for (int minor = kOldestPythonMinor; minor <= kNewestPythonMinor; ++minor) {
      if (auto named = named_on_path(minor)) add(std::move(*named));
    }
  } else {
    add_unnamed();
  }
  for (const Installation& installation : managers_.installed(family)) {
    const Version& version = installation.version;
    if (!bootstrap_runs_on(family, version.major, version.minor) || is_known(found, family, version)) continue;
    std::filesystem::path binary = canonical_executable(installation.binary);
    if (!binary.empty()) add({family, version, std::move(binary), installation.manager});
  }
  if (family == RuntimeFamily::Python) add_unnamed();
  std::ranges::sort(found, std::greater<>(), &Interpreter::version);
  return found;
}

const std::vector<Interpreter>& Interpreters::all(RuntimeFamily family) const {
  const auto known = all_.find(family);
  if (known != all_.end()) return known->second;
  const bool has_interpreters = family == RuntimeFamily::Python || family == RuntimeFamily::NodeJs;
  return all_.emplace(family, has_interpreters ? search(family) : std::vector<Interpreter>()).first->second;
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
