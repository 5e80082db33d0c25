#include "emulator/runtimes/interpreters/version_managers.h"

#include <fmt/format.h>

#include <algorithm>

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

std::vector<std::string> names_in(const Path& directory) {
  std::vector<std::string> names;
  std::error_code ignored;  // a manager that is not there has no installations
  for (std::filesystem::directory_iterator entry(directory, ignored), end; entry != end; entry.increment(ignored)) {
    names.push_back(entry->path().filename());
    if (ignored) break;
  }
  return names;
}

constexpr std::string_view kOldFnm = ".fnm", kSystemN = "/usr/local/n", kOptPython = "/opt/python",
                           kSystemJvm = "/usr/lib/jvm", kMacJvm = "/Library/Java/JavaVirtualMachines";

class Collector {
 public:
  Collector(const Machine& machine, const InterpreterKind& kind) : machine_(machine), kind_(kind) {}

  // The installations <directory>/<version>/<inner>/bin of a manager.
  void add(std::string_view manager, const Path& directory, const Path& inner = {}) {
    if (!directory.is_absolute()) return;
    std::vector<Installation> found;
    for (const std::string& name : names_in(directory)) {
      for (const Version& version : versions_of(name, directory / name / inner)) {
        found.push_back({std::string(manager), version, directory / name / inner / "bin" / kind_.binary_name(version)});
      }
    }
    std::ranges::stable_sort(found, std::greater<>(), &Installation::version);
    std::ranges::move(found, std::back_inserter(all_));
  }

  // Homebrew: Cellar/python@3.12/3.12.1/bin, Cellar/node/22.3.0/bin.
  void add_homebrew(const Path& prefix) {
    const std::string formula(kind_.formula);
    for (const std::string& name : names_in(prefix / "Cellar")) {
      if (name == formula || name.starts_with(formula + "@")) add("homebrew", prefix / "Cellar" / name);
    }
  }

  void add_all() {
    for (const ManagerPlace& place : kind_.places) {
      const Path root = manager_root(machine_, place.manager);
      if (!root.empty()) add(name_of(place.manager), root / place.below, place.inside);
    }
    add_tool_cache(kind_.tool_cache);
    add_homebrews();
  }

  std::vector<Installation> take() { return std::move(all_); }

 private:
  std::vector<Version> versions_of(const std::string& name, const Path& installation) const {
    if (kind_.versions_beside != nullptr) return kind_.versions_beside(installation / "bin" / kind_.binary);
    const auto version = version_of_directory(name);
    return version ? std::vector{*version} : std::vector<Version>();
  }

  // Of a manager with two places, both go by its name.
  static std::string_view name_of(std::string_view manager) {
    if (manager == kOldFnm) return "fnm";
    return manager == kSystemN ? "n" : manager;
  }

  // The tool cache of hosted CI runners: Python/3.12.1/x64/bin.
  void add_tool_cache(std::string_view tool) {
    const std::string named = machine_.variable("RUNNER_TOOL_CACHE");
    const Path root = named.empty() ? machine_.system_root / "opt/hostedtoolcache" : Path(named);
    for (const char* architecture : {"x64", "arm64"}) add("tool cache", root / tool, architecture);
  }

  void add_homebrews() {
    if (const std::string prefix = machine_.variable("HOMEBREW_PREFIX"); !prefix.empty()) add_homebrew(prefix);
    add_homebrew(machine_.system_root / "home/linuxbrew/.linuxbrew");
    add_homebrew(machine_.system_root / "opt/homebrew");
  }

  const Machine& machine_;
  const InterpreterKind& kind_;
  std::vector<Installation> all_;
};

}  // namespace

Path manager_root(const Machine& machine, std::string_view manager) {
  const auto below_data = [&](std::string_view variable, std::string_view folder) -> Path {
    if (std::string named = machine.variable(variable); !named.empty()) return named;
    const Path data = machine.user_data();
    return data.empty() ? Path() : data / folder;
  };
  if (manager == "pyenv") return machine.home_directory("PYENV_ROOT", ".pyenv");
  if (manager == "nodenv") return machine.home_directory("NODENV_ROOT", ".nodenv");
  if (manager == "asdf") return machine.home_directory("ASDF_DATA_DIR", ".asdf");
  if (manager == "nvm") return machine.home_directory("NVM_DIR", ".nvm");
  if (manager == "volta") return machine.home_directory("VOLTA_HOME", ".volta");
  if (manager == "n") return machine.home_directory("N_PREFIX", "n");
  if (manager == "mise") return below_data("MISE_DATA_DIR", "mise");
  if (manager == "uv") return below_data("UV_PYTHON_INSTALL_DIR", "uv/python");
  if (manager == "fnm") return below_data("FNM_DIR", "fnm");
  if (manager == kOldFnm) return machine.home_directory("", ".fnm");
  if (manager == kOptPython) return machine.system_root / "opt/python";
  if (manager == "rbenv") return machine.home_directory("RBENV_ROOT", ".rbenv");
  if (manager == "rvm") return machine.home_directory("rvm_path", ".rvm");
  if (manager == "chruby") return machine.home_directory("", ".rubies");
  if (manager == "sdkman") return machine.home_directory("SDKMAN_DIR", ".sdkman");
  if (manager == "gradle") return machine.home_directory("GRADLE_USER_HOME", ".gradle");
  if (manager == "~/.jdks") return machine.home_directory("", ".jdks");
  if (manager == kSystemJvm) return machine.system_root / "usr/lib/jvm";
  if (manager == kMacJvm) return machine.system_root / "Library/Java/JavaVirtualMachines";
  if (manager == kSystemN && machine.variable("N_PREFIX").empty()) return machine.system_root / "usr/local/n";
  return {};
}

const std::vector<Installation>& VersionManagers::installed(const InterpreterKind& kind) const {
  const auto known = installed_.find(kind.family);
  if (known != installed_.end()) return known->second;
  Collector collector(machine_, kind);
  collector.add_all();
  return installed_.emplace(kind.family, collector.take()).first->second;
}

}  // namespace lambdalocal::runtimes
