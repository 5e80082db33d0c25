#include "emulator/runtimes/python/outside_packages.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json/document.h"
#include "core/text/percent.h"

namespace lambdalocal::runtimes {
namespace {

using Path = std::filesystem::path;

constexpr std::size_t kConfigurationBytes = 16 * 1024;
constexpr std::size_t kMostEditable = 256;
constexpr std::string_view kFileScheme = "file://";

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

// PEP 610: {"url": "file:///srv/shared", "dir_info": {"editable": true}}
std::optional<Path> editable_of(const Path& direct_url) {
  const auto json = parse_json(read_text(direct_url, kConfigurationBytes));
  if (!json || !json->is_object() || !json->contains("url") || !json->at("url").is_string()) return std::nullopt;
  const auto url = json->at("url").get<std::string>();
  if (!url.starts_with(kFileScheme) || !json->contains("dir_info")) return std::nullopt;
  return Path(percent_decode(std::string_view(url).substr(kFileScheme.size())));
}

// A line of a .pth file is a directory, or a statement: those of editable installs name what is recorded beside.
std::vector<Path> editable_in(const Path& packages) {
  std::vector<Path> found;
  std::vector<Path> records;
  bool has_statement = false;
  const auto add = [&](const Path& directory) {
    if (directory.is_absolute() && found.size() < kMostEditable && path_exists(directory)) found.push_back(directory);
  };
  std::error_code failed;
  for (std::filesystem::directory_iterator entry(packages, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    const Path& path = entry->path();
    if (path.extension() == ".dist-info") records.push_back(path / "direct_url.json");
    if (path.extension() != ".pth") continue;
    std::string text = read_text(path, kConfigurationBytes);
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t line_end = std::min(text.find('\n', begin), text.size());
      std::string line = text.substr(begin, line_end - begin);
      if (line.ends_with('\r')) line.pop_back();
      if (line.starts_with('/')) add(line);
      has_statement = has_statement || (line.starts_with("import ") && line.find("editable") != std::string::npos);
      begin = line_end + 1;
    }
  }
  if (!has_statement) return found;
  for (const Path& record : records) {
    if (const auto directory = editable_of(record)) add(*directory);
  }
  return found;
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
      std::ranges::move(editable_in(packages), std::back_inserter(found.editable));
      found.directories.push_back(std::move(packages));
    } else {
      found.notes.push_back(fmt::format("the packages of {} are not visible: it is of {}, the function runs on {}",
                                        environment.string(), version_text(environment), interpreter.text()));
    }
  }
  return found;
}

}  // namespace lambdalocal::runtimes
