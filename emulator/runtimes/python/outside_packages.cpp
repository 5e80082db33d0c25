#include "emulator/runtimes/python/outside_packages.h"

#include <fmt/format.h>

#include <algorithm>

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

constexpr std::size_t kConfigurationBytes = 16 * 1024;

// The bundle's directory and those above it that belong to the same project.
std::vector<Path> project_directories(const Path& task_root) {
  std::vector<Path> directories;
  for (Path folder = task_root; folder.has_relative_path(); folder = folder.parent_path()) {
    directories.push_back(folder);
    if (path_exists(folder / ".git") || path_exists(folder / ".hg")) return directories;
  }
  directories.resize(std::min<std::size_t>(directories.size(), 2));  // no repository
  return directories;
}

// 3.11.2 of pyvenv.cfg's `version = 3.11.2` or `version_info = 3.11.2.final.0`; none when it does not say.
std::optional<Version> version_of(const Path& environment) {
  const std::string text = "\n" + read_text(environment / "pyvenv.cfg", kConfigurationBytes);
  const std::size_t line = text.find("\nversion");
  return line == std::string::npos ? std::nullopt : version_in_text(std::string_view(text).substr(line));
}

std::string version_text(const Path& environment) {
  const auto version = version_of(environment);
  return version ? "Python " + version->text() : "another version of Python";
}

std::vector<Path> environments_of(const Path& task_root, const Machine& machine) {
  std::vector<Path> environments;
  if (const std::string active = machine.variable("VIRTUAL_ENV"); active.starts_with('/'))
    environments.push_back(active);
  for (const Path& directory : project_directories(task_root.lexically_normal())) {
    for (const char* name : {".venv", "venv"}) {
      if (path_exists(directory / name / "pyvenv.cfg")) environments.push_back(directory / name);
    }
  }
  return environments;
}

}  // namespace

std::optional<Version> outside_python_version(const Path& task_root, const Machine& machine) {
  for (const Path& environment : environments_of(task_root, machine)) {
    if (path_exists(environment / "pyvenv.cfg")) return version_of(environment);
  }
  return std::nullopt;
}

OutsidePackagesFound outside_python_packages(const Path& task_root, const Version& interpreter,
                                             const Machine& machine) {
  OutsidePackagesFound found;
  std::vector<Path> seen;
  for (const Path& environment : environments_of(task_root, machine)) {
    std::error_code failed;
    const Path real = std::filesystem::canonical(environment, failed);
    if (failed || std::ranges::find(seen, real) != seen.end()) continue;
    seen.push_back(real);
    Path packages = environment / fmt::format("lib/python{}.{}/site-packages", interpreter.major, interpreter.minor);
    if (path_exists(packages)) {
      if (found.directories.empty() && is_executable(environment / "bin/python")) {
        found.interpreter = environment / "bin/python";
      }
      found.directories.push_back(std::move(packages));
    } else {
      found.notes.push_back(fmt::format("the packages of {} are not visible: it is of {}, the function runs on {}",
                                        environment.string(), version_text(environment), interpreter.text()));
    }
  }
  return found;
}

}  // namespace lambdalocal::runtimes
