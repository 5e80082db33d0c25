#include "emulator/runtimes/version_managers.h"

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

class Collector {
 public:
  Collector(const Machine& machine, RuntimeFamily family) : machine_(machine), family_(family) {}

  // The installations <directory>/<version>/<inner>/bin of a manager.
  void add(std::string_view manager, const Path& directory, const Path& inner = {}) {
    if (!directory.is_absolute()) return;
    std::vector<Installation> found;
    for (const std::string& name : names_in(directory)) {
      const auto version = version_of_directory(name);
      if (!version) continue;
      found.push_back({std::string(manager), *version, directory / name / inner / "bin" / binary_name(*version)});
    }
    std::ranges::stable_sort(found, std::greater<>(), &Installation::version);
    std::ranges::move(found, std::back_inserter(all_));
  }

  // Homebrew: Cellar/python@3.12/3.12.1/bin, Cellar/node/22.3.0/bin.
  void add_homebrew(const Path& prefix) {
    const std::string formula = family_ == RuntimeFamily::Python ? "python" : "node";
    for (const std::string& name : names_in(prefix / "Cellar")) {
      if (name == formula || name.starts_with(formula + "@")) add("homebrew", prefix / "Cellar" / name);
    }
  }

  void add_python() {
    add("pyenv", manager_root(machine_, "pyenv") / "versions");
    add("asdf", manager_root(machine_, "asdf") / "installs/python");
    add("mise", manager_root(machine_, "mise") / "installs/python");
    add("uv", manager_root(machine_, "uv"));
    add("/opt/python", machine_.system_root / "opt/python");
    add_tool_cache("Python");
    add_homebrews();
  }

  void add_nodejs() {
    add("nvm", manager_root(machine_, "nvm") / "versions/node");
    for (const Path& root : {manager_root(machine_, "fnm"), machine_.home_directory("", ".fnm")}) {
      if (!root.empty()) add("fnm", root / "node-versions", "installation");
    }
    add("volta", manager_root(machine_, "volta") / "tools/image/node");
    add("n", manager_root(machine_, "n") / "n/versions/node");
    if (machine_.variable("N_PREFIX").empty()) add("n", machine_.system_root / "usr/local/n/versions/node");
    add("nodenv", manager_root(machine_, "nodenv") / "versions");
    add("asdf", manager_root(machine_, "asdf") / "installs/nodejs");
    add("mise", manager_root(machine_, "mise") / "installs/node");
    add_tool_cache("node");
    add_homebrews();
  }

  std::vector<Installation> take() { return std::move(all_); }

 private:
  std::string binary_name(const Version& version) const {
    return family_ == RuntimeFamily::Python ? fmt::format("python{}.{}", version.major, version.minor) : "node";
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
  RuntimeFamily family_;
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
  return {};
}

const std::vector<Installation>& VersionManagers::installed(RuntimeFamily family) const {
  const auto known = installed_.find(family);
  if (known != installed_.end()) return known->second;
  Collector collector(machine_, family);
  if (family == RuntimeFamily::Python) collector.add_python();
  if (family == RuntimeFamily::NodeJs) collector.add_nodejs();
  return installed_.emplace(family, collector.take()).first->second;
}

}  // namespace lambdalocal::runtimes
