#include "emulator/runtimes/outside_packages.h"

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

// "3.11.2" of pyvenv.cfg's `version = 3.11.2`; "another version" when it does not say.
std::string version_of(const Path& environment) {
  const std::string text = read_text(environment / "pyvenv.cfg", kConfigurationBytes);
  const std::size_t line = text.find("version");
  const auto version = line == std::string::npos ? std::nullopt : version_in_text(std::string_view(text).substr(line));
  return version ? "Python " + version->text() : "another version of Python";
}

}  // namespace

OutsidePackagesFound outside_python_packages(const Path& task_root, const Version& interpreter,
                                             const Machine& machine) {
  std::vector<Path> environments;
  if (const std::string active = machine.variable("VIRTUAL_ENV"); active.starts_with('/'))
    environments.push_back(active);
  for (const Path& directory : project_directories(task_root.lexically_normal())) {
    for (const char* name : {".venv", "venv"}) {
      if (path_exists(directory / name / "pyvenv.cfg")) environments.push_back(directory / name);
    }
  }
  OutsidePackagesFound found;
  std::vector<Path> seen;
  for (const Path& environment : environments) {
    std::error_code failed;
    const Path real = std::filesystem::canonical(environment, failed);
    if (failed || std::ranges::find(seen, real) != seen.end()) continue;
    seen.push_back(real);
    Path packages = environment / fmt::format("lib/python{}.{}/site-packages", interpreter.major, interpreter.minor);
    if (path_exists(packages)) {
      found.directories.push_back(std::move(packages));
    } else {
      found.notes.push_back(fmt::format("the packages of {} are not visible: it is of {}, the function runs on {}",
                                        environment.string(), version_of(environment), interpreter.text()));
    }
  }
  return found;
}

}  // namespace lambdalocal::runtimes
